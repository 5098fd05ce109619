package dev.kopi.adapters.store.difflayer;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A block whose changes are in memory, on top of the parent's diff layer or of a state in the
 * database (its anchor). A look-up goes down from layer to layer; each {@link #SPAN}th layer also
 * holds the merged changes of the run of layers that ends with it, so that a look-up takes few
 * steps.
 */
public final class DiffLayer {
  /** How many layers a span merges. */
  static final int SPAN = 16;

  /** The approximate memory of a transaction, a receipt or a log without its data. */
  private static final long OBJECT_BYTES = 300;

  private final Block block;
  private final List<Receipt> receipts;
  private final LayerChanges changes;
  private final long bytes;
  private final long order;

  /** The layer of the parent block; null when its state is in the database. */
  private final long bodyBytes;

  private volatile @Nullable DiffLayer parent;

  private final @Nullable LayerChanges span;

  /** Where a look-up continues below this layer, or below its span. */
  private volatile Below next;

  /** What is below a layer: another layer, or a state in the database. */
  private sealed interface Below {
    record Upon(DiffLayer layer) implements Below {}

    record Anchored(BlockId block) implements Below {}
  }

  /**
   * A layer.
   *
   * @param parent the layer of the parent block, or null when its state is in the database
   * @param order the position among all layers in the order in which they were added
   */
  public DiffLayer(
      Block block,
      List<Receipt> receipts,
      LayerChanges changes,
      @Nullable DiffLayer parent,
      long order) {
    this.block = block;
    this.receipts = receipts;
    this.changes = changes;
    this.bytes = changes.entries().bytes();
    this.bodyBytes = bodyBytes(block, receipts);
    this.parent = parent;
    this.order = order;
    @Nullable DiffLayer below = parent;
    Below under = below(parent, this);
    if (block.number() % SPAN == 0) {
      Deque<LayerChanges> run = new ArrayDeque<>();
      run.addFirst(changes);
      for (int i = 1; i < SPAN && below != null; i++) {
        run.addFirst(below.changes);
        under = below(below.parent, below);
        below = below.parent;
      }
      this.span = LayerChanges.merged(List.copyOf(run));
    } else {
      this.span = null;
    }
    this.next = under;
  }

  private static long bodyBytes(Block block, List<Receipt> receipts) {
    long bytes = 0;
    for (TransactionEnvelope envelope : block.transactions()) {
      // The encoded form, and the call data of the decoded one.
      bytes += OBJECT_BYTES + 2L * envelope.encoded().size();
    }
    for (Receipt receipt : receipts) {
      bytes += OBJECT_BYTES;
      for (Log log : receipt.logs()) {
        bytes += OBJECT_BYTES + log.data().size();
      }
    }
    return bytes;
  }

  private static Below below(@Nullable DiffLayer parent, DiffLayer of) {
    return parent != null ? new Below.Upon(parent) : new Below.Anchored(of.parentId());
  }

  /** The block with its transactions. */
  public Block block() {
    return block;
  }

  /** The receipts of the block. */
  public List<Receipt> receipts() {
    return receipts;
  }

  /** What the block changed. */
  public LayerChanges changes() {
    return changes;
  }

  /** The approximate memory of the changes in bytes. */
  public long bytes() {
    return bytes;
  }

  /** The approximate memory of the layer with the block and its receipts, in bytes. */
  public long memoryBytes() {
    return bytes + bodyBytes;
  }

  /** The position among all layers in the order in which they were added. */
  public long order() {
    return order;
  }

  /** The hash of the block. */
  public Hash hash() {
    return block.hash();
  }

  /** The number of the block. */
  public long number() {
    return block.number();
  }

  /** Hash and number of the block. */
  public BlockId id() {
    return new BlockId(hash(), number());
  }

  /** Hash and number of the parent block. */
  public BlockId parentId() {
    return new BlockId(block.header().parentHash(), block.number() - 1);
  }

  /** The layer of the parent block; null when its state is in the database. */
  public @Nullable DiffLayer parent() {
    return parent;
  }

  /**
   * Drops the references to layers up to {@code anchor}, an ancestor whose state is in the database
   * now.
   */
  public void anchorOn(BlockId anchor) {
    DiffLayer below = parent;
    if (below != null && below.number() <= anchor.number()) {
      parent = null;
    }
    long nextNumber =
        switch (next) {
          case Below.Upon(DiffLayer layer) -> layer.number();
          case Below.Anchored(BlockId block) -> block.number();
        };
    if (nextNumber <= anchor.number()) {
      next = new Below.Anchored(anchor);
    }
  }

  /**
   * Looks an entry up in this layer and those below.
   *
   * @param group the fingerprint of the account or trie
   * @param entry the fingerprint of the entry
   * @param lookup returns null when the changes do not contain the entry
   * @return the newest value, or the block in whose state in the database it is
   */
  public <T> Lookup<T> find(long group, long entry, Function<LayerChanges, @Nullable T> lookup) {
    DiffLayer at = this;
    while (true) {
      LayerChanges searched = at.span != null ? at.span : at.changes;
      T found = searched.mayContain(group, entry) ? lookup.apply(searched) : null;
      if (found != null) {
        return new Lookup.Found<>(found);
      }
      switch (at.next) {
        case Below.Upon(DiffLayer layer) -> at = layer;
        case Below.Anchored(BlockId block) -> {
          return new Lookup.InDatabase<>(block);
        }
      }
    }
  }

  /** The result of a look-up in layers. */
  public sealed interface Lookup<T> {
    /** A layer contains the entry. */
    record Found<T>(T value) implements Lookup<T> {}

    /** No layer contains the entry: it is as in the state after this block. */
    record InDatabase<T>(BlockId block) implements Lookup<T> {}
  }
}
