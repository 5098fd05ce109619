package dev.kopi.adapters.store.layertree;

import dev.kopi.adapters.store.chain.ChainDatabase;
import dev.kopi.adapters.store.difflayer.ChangedEntries;
import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.adapters.store.difflayer.LayerChanges;
import dev.kopi.adapters.store.difflayer.LayerFilter;
import dev.kopi.adapters.store.disklayer.DiskLayer;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.Values;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.trie.NodeReader;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * State and tries after one block. A look-up goes through the diff layers, then to the disk layer
 * that is current at that moment. It may be any newer disk layer, since the look-up names the block
 * whose state it needs, and the disk layer returns the entry as of that block or refuses.
 */
public final class BlockState implements StateView, NodeReader {
  private final Supplier<LayerTree> trees;
  private final ChainDatabase chain;
  private final @Nullable DiffLayer layer;
  private final BlockId block;

  /** The last disk layer that was checked to cover {@code block}. */
  private volatile @Nullable DiskLayer checked;

  private BlockState(
      Supplier<LayerTree> trees, ChainDatabase chain, @Nullable DiffLayer layer, BlockId block) {
    this.trees = trees;
    this.chain = chain;
    this.layer = layer;
    this.block = block;
  }

  public static BlockState of(Supplier<LayerTree> trees, ChainDatabase chain, DiffLayer layer) {
    return new BlockState(trees, chain, layer, layer.id());
  }

  public static BlockState of(Supplier<LayerTree> trees, ChainDatabase chain, BlockId block) {
    return new BlockState(trees, chain, null, block);
  }

  @Override
  public @Nullable Account account(Address address) {
    long fingerprint = LayerFilter.of(address);
    return lookUp(
        fingerprint,
        fingerprint,
        changes -> changes.account(address),
        ChangedEntries.AccountEntry::account,
        Table.ACCOUNT,
        () -> Keccak256.hash(address.toArray()).toArray(),
        Values::account);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    UInt256 value =
        lookUp(
            LayerFilter.of(address),
            LayerFilter.of(address, slot),
            changes -> changes.slot(address, slot),
            changed -> changed,
            Table.SLOT,
            () -> Keys.slot(Keccak256.hash(address.toArray()), Keccak256.hash(slot.toArray())),
            Values::slot);
    return Objects.requireNonNull(value);
  }

  @Override
  public Bytes code(Hash codeHash) {
    if (codeHash.equals(Keccak256.EMPTY)) {
      return Bytes.EMPTY;
    }
    Bytes code = chain.code(codeHash);
    if (code == null) {
      throw new StateUnavailableException("no code with hash " + codeHash);
    }
    return code;
  }

  @Override
  public @Nullable Bytes node(Hash owner, Bytes path, Hash hash) {
    return lookUp(
        LayerFilter.of(owner),
        LayerFilter.of(owner, path),
        changes -> changes.node(owner, path),
        node -> node.orElse(null),
        Table.NODE,
        () -> Keys.node(owner, path),
        stored -> checked(owner, path, hash, stored));
  }

  private static @Nullable Bytes checked(Hash owner, Bytes path, Hash hash, byte[] node) {
    if (node.length == 0) {
      return null;
    }
    Hash found = Keccak256.hash(node);
    if (!found.equals(hash)) {
      throw new StoreException(
          StoreException.Reason.CORRUPT,
          "the trie node at " + owner + "/" + path + " has hash " + found + " and not " + hash);
    }
    return Bytes.wrap(node);
  }

  /** Looks an entry up in the diff layers, then in the database. */
  private <T, R> @Nullable R lookUp(
      long group,
      long entry,
      Function<LayerChanges, @Nullable T> lookup,
      Function<T, @Nullable R> inLayer,
      Table table,
      Supplier<byte[]> key,
      Function<byte[], @Nullable R> onDisk) {
    DiffLayer top = layer;
    if (top == null) {
      return onDisk.apply(read(table, key.get(), block));
    }
    while (true) {
      switch (top.find(group, entry, lookup)) {
        case DiffLayer.Lookup.Found<T>(T value) -> {
          return inLayer.apply(value);
        }
        case DiffLayer.Lookup.InDatabase<T>(BlockId at) -> {
          byte[] value = readBelow(top, table, key.get(), at);
          if (value != null) {
            return onDisk.apply(value);
          }
        }
      }
    }
  }

  private byte[] read(Table table, byte[] key, BlockId at) {
    DiskLayer disk = acquire();
    try {
      if (checked != disk) {
        disk.requireCovered(at);
        checked = disk;
      }
      return disk.read(table, key, at);
    } finally {
      disk.release();
    }
  }

  /**
   * An entry of the state that the diff layers are based on; null when the disk layer was updated
   * meanwhile and no longer covers that state, so that the look-up must be repeated.
   */
  private byte @Nullable [] readBelow(DiffLayer top, Table table, byte[] key, BlockId at) {
    DiskLayer disk = acquire();
    try {
      if (disk.covers(at)) {
        return disk.read(table, key, at);
      }
      LayerTree now = trees.get();
      if (now.disk() != disk || now.layer(top.hash()) == top) {
        // The writer is about to anchor the layers on the new disk layer.
        Thread.onSpinWait();
        return null;
      }
      disk.requireCovered(block);
      return disk.read(table, key, block);
    } finally {
      disk.release();
    }
  }

  private DiskLayer acquire() {
    while (true) {
      LayerTree tree = trees.get();
      tree.requireOpen();
      if (tree.disk().acquire()) {
        return tree.disk();
      }
    }
  }
}
