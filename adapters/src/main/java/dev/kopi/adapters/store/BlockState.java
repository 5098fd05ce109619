package dev.kopi.adapters.store;

import dev.kopi.core.crypto.Keccak256;
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
import java.util.Optional;
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
    Layer.Answer<Changes.AccountEntry> answer =
        find(fingerprint, fingerprint, changes -> changes.account(address));
    return switch (answer) {
      case Layer.Answer.Found<Changes.AccountEntry>(var entry) -> entry.account();
      case Layer.Answer.AskDatabase<Changes.AccountEntry>(BlockId at) -> {
        byte[] key = Keccak256.hash(address.toArray()).toArray();
        yield Values.account(read(Kind.ACCOUNT, key, at));
      }
    };
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    Layer.Answer<UInt256> answer =
        find(
            Fingerprints.of(address),
            Fingerprints.of(address, slot),
            changes -> changes.slot(address, slot));
    return switch (answer) {
      case Layer.Answer.Found<UInt256>(UInt256 value) -> value;
      case Layer.Answer.AskDatabase<UInt256>(BlockId at) -> {
        Hash account = Keccak256.hash(address.toArray());
        byte[] key = Keys.slot(account, Keccak256.hash(slot.toArray()));
        yield Values.slot(read(Kind.SLOT, key, at));
      }
    };
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
    Layer.Answer<Optional<Bytes>> answer =
        find(
            Fingerprints.of(owner),
            Fingerprints.of(owner, path),
            changes -> changes.node(owner, path));
    return switch (answer) {
      case Layer.Answer.Found<Optional<Bytes>>(Optional<Bytes> node) -> node.orElse(null);
      case Layer.Answer.AskDatabase<Optional<Bytes>>(BlockId at) ->
          checked(owner, path, hash, read(Kind.NODE, Keys.node(owner, path), at));
    };
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

  private <T> Layer.Answer<T> find(
      long group, long entry, Function<Changes, @Nullable T> question) {
    return layer != null
        ? layer.find(group, entry, question)
        : new Layer.Answer.AskDatabase<>(block);
  }

  private byte[] read(Kind kind, byte[] key, BlockId at) {
    Base base = acquire();
    try {
      if (layer != null || checked != base) {
        base.requireCovered(at);
        checked = base;
      }
      return base.read(kind, key, at);
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
