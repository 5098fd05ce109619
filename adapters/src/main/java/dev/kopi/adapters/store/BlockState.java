package dev.kopi.adapters.store;

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
 * State and tries after one block. A look-up goes through the layers, then to the base that is
 * current at that moment; which base that is makes no difference, since the walk names the block
 * whose state it needs and the base answers for that block or refuses.
 */
final class BlockState implements StateView, NodeReader {
  private final Supplier<StateTree> trees;
  private final ChainDatabase chain;
  private final @Nullable Layer layer;
  private final BlockId block;

  /** The base that was found to cover {@code block} last. */
  private volatile @Nullable Base checked;

  private BlockState(
      Supplier<StateTree> trees, ChainDatabase chain, @Nullable Layer layer, BlockId block) {
    this.trees = trees;
    this.chain = chain;
    this.layer = layer;
    this.block = block;
  }

  static BlockState of(Supplier<StateTree> trees, ChainDatabase chain, Layer layer) {
    return new BlockState(trees, chain, layer, layer.id());
  }

  static BlockState of(Supplier<StateTree> trees, ChainDatabase chain, BlockId block) {
    return new BlockState(trees, chain, null, block);
  }

  @Override
  public @Nullable Account account(Address address) {
    long fingerprint = Fingerprints.of(address);
    return look(
        fingerprint,
        fingerprint,
        changes -> changes.account(address),
        ChangedEntries.AccountEntry::account,
        Kind.ACCOUNT,
        () -> Keccak256.hash(address.toArray()).toArray(),
        Values::account);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    UInt256 value =
        look(
            Fingerprints.of(address),
            Fingerprints.of(address, slot),
            changes -> changes.slot(address, slot),
            known -> known,
            Kind.SLOT,
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
    return look(
        Fingerprints.of(owner),
        Fingerprints.of(owner, path),
        changes -> changes.node(owner, path),
        known -> known.orElse(null),
        Kind.NODE,
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

  /** Looks into the layers, then into the database. */
  private <T, R> @Nullable R look(
      long group,
      long entry,
      Function<Changes, @Nullable T> question,
      Function<T, @Nullable R> known,
      Kind kind,
      Supplier<byte[]> key,
      Function<byte[], @Nullable R> stored) {
    Layer top = layer;
    if (top == null) {
      return stored.apply(read(kind, key.get(), block));
    }
    while (true) {
      switch (top.find(group, entry, question)) {
        case Layer.Answer.Found<T>(T value) -> {
          return known.apply(value);
        }
        case Layer.Answer.AskDatabase<T>(BlockId at) -> {
          byte[] value = readBelow(top, kind, key.get(), at);
          if (value != null) {
            return stored.apply(value);
          }
        }
      }
    }
  }

  private byte[] read(Kind kind, byte[] key, BlockId at) {
    Base base = acquire();
    try {
      if (checked != base) {
        base.requireCovered(at);
        checked = base;
      }
      return base.read(kind, key, at);
    } finally {
      base.release();
    }
  }

  /**
   * An entry of the state on which the layers stand; null when the base has moved on meanwhile and
   * does not know that state any more, so that the walk must begin again.
   */
  private byte @Nullable [] readBelow(Layer top, Kind kind, byte[] key, BlockId at) {
    Base base = acquire();
    try {
      if (base.covers(at)) {
        return base.read(kind, key, at);
      }
      StateTree now = trees.get();
      if (now.base() != base || now.layer(top.hash()) == top) {
        // The writer is about to put the layers on a new base.
        Thread.onSpinWait();
        return null;
      }
      base.requireCovered(block);
      return base.read(kind, key, block);
    } finally {
      base.release();
    }
  }

  private Base acquire() {
    while (true) {
      StateTree tree = trees.get();
      tree.requireOpen();
      if (tree.base().acquire()) {
        return tree.base();
      }
    }
  }
}
