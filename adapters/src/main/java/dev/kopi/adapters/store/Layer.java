package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A block whose changes are in memory, on top of another layer or of a state in the database (its
 * anchor). A look-up goes down from layer to layer; each {@link #SPAN}th layer also holds the
 * changes of the whole run of layers that ends with it, so that a look-up takes few steps.
 */
final class Layer {
  /** How many layers a span merges. */
  static final int SPAN = 16;

  final Block block;
  final List<Receipt> receipts;
  final Changes changes;

  /** About how much memory the changes take. */
  final long bytes;

  /** Grows with each layer that is added. */
  final long order;

  /** The layer of the parent block; null when its state is in the database. */
  private volatile @Nullable Layer parent;

  private final @Nullable Changes span;

  /** Where a look-up goes on. */
  private volatile Below next;

  /** What is under a layer: another one, or a state in the database. */
  private sealed interface Below {
    record Upon(Layer layer) implements Below {}

    record Anchored(BlockId block) implements Below {}
  }

  Layer(Block block, List<Receipt> receipts, Changes changes, @Nullable Layer parent, long order) {
    this.block = block;
    this.receipts = receipts;
    this.changes = changes;
    this.bytes = changes.entries().bytes();
    this.parent = parent;
    this.order = order;
    @Nullable Layer below = parent;
    Below under = under(parent, this);
    if (block.number() % SPAN == 0) {
      Deque<Changes> run = new ArrayDeque<>();
      run.addFirst(changes);
      for (int i = 1; i < SPAN && below != null; i++) {
        run.addFirst(below.changes);
        under = under(below.parent, below);
        below = below.parent;
      }
      this.span = Changes.merged(List.copyOf(run));
    } else {
      this.span = null;
    }
    this.next = under;
  }

  private static Below under(@Nullable Layer parent, Layer of) {
    return parent != null ? new Below.Upon(parent) : new Below.Anchored(of.parentId());
  }

  /** The hash of the block. */
  Hash hash() {
    return block.hash();
  }

  /** The number of the block. */
  long number() {
    return block.number();
  }

  /** The block. */
  BlockId id() {
    return new BlockId(hash(), number());
  }

  /** The parent block. */
  BlockId parentId() {
    return new BlockId(block.header().parentHash(), block.number() - 1);
  }

  @Nullable Layer parent() {
    return parent;
  }

  /** Lets go of the layers up to {@code base}, an ancestor whose state the database holds now. */
  void settleOn(BlockId base) {
    Layer below = parent;
    if (below != null && below.number() <= base.number()) {
      parent = null;
    }
    long nextNumber =
        switch (next) {
          case Below.Upon(Layer layer) -> layer.number();
          case Below.Anchored(BlockId block) -> block.number();
        };
    if (nextNumber <= base.number()) {
      next = new Below.Anchored(base);
    }
  }

  /**
   * Looks something up in this layer and those below.
   *
   * @param group the fingerprint of the account or trie
   * @param entry the fingerprint of what is looked up in it
   * @param question null when the changes say nothing about it
   * @return the first answer, or the block whose state in the database has it
   */
  <T> Answer<T> find(long group, long entry, Function<Changes, @Nullable T> question) {
    Layer at = this;
    while (true) {
      Changes known = at.span != null ? at.span : at.changes;
      T found = known.mayKnow(group, entry) ? question.apply(known) : null;
      if (found != null) {
        return new Answer.Found<>(found);
      }
      switch (at.next) {
        case Below.Upon(Layer layer) -> at = layer;
        case Below.Anchored(BlockId block) -> {
          return new Answer.AskDatabase<>(block);
        }
      }
    }
  }

  /** What a look-up in layers brings. */
  sealed interface Answer<T> {
    /** A layer has it. */
    record Found<T>(T value) implements Answer<T> {}

    /** No layer has it: it is as in the state after this block. */
    record AskDatabase<T>(BlockId block) implements Answer<T> {}
  }
}
