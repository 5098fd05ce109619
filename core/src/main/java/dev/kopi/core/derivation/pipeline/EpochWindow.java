package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.event.DerivationEvent.EmptyBatchGenerated;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state that both forms of the sixth stage share: the L1 blocks that the next L2 blocks may
 * have as origin, the blocks of the current span batch, and the generation of empty batches.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#batch-queue">Batch queue</a>
 */
final class EpochWindow {
  private final RollupConfig config;
  private final DerivationEvents events;
  private final Deque<SingularBatch> span = new ArrayDeque<>();
  private final List<L1BlockRef> l1Blocks = new ArrayList<>();
  private L1BlockRef origin;

  /** Starts at an L1 block, which may be the origin of the next block. */
  EpochWindow(RollupConfig config, DerivationEvents events, L1BlockRef base) {
    this.config = config;
    this.events = events;
    this.origin = base;
    l1Blocks.add(base);
  }

  /** The L1 blocks; the first is the epoch of the safe head, or the one after it. */
  List<L1BlockRef> l1Blocks() {
    return l1Blocks;
  }

  L1BlockRef origin() {
    return origin;
  }

  /**
   * Updates the window for the pipeline's L1 block and the safe head: it begins with the head's
   * epoch and grows with every L1 block read.
   */
  void update(L1BlockRef current, L2BlockRef parent) {
    boolean behind = isBehind(current, parent);
    if (!origin.equals(current)) {
      origin = current;
      if (behind) {
        l1Blocks.clear();
      } else {
        l1Blocks.add(current);
      }
    }
    long epoch = parent.l1Origin().number();
    if (!l1Blocks.isEmpty() && epoch > l1Blocks.getFirst().number()) {
      for (int i = 0; i < l1Blocks.size(); i++) {
        if (l1Blocks.get(i).number() == epoch) {
          l1Blocks.subList(0, i).clear();
          return;
        }
      }
    }
  }

  /**
   * Whether the pipeline is at an L1 block before the safe head's origin: batches are not used yet.
   */
  static boolean isBehind(L1BlockRef current, L2BlockRef parent) {
    return current.number() < parent.l1Origin().number();
  }

  /** Throws when the safe head builds on other L1 blocks than those in the window. */
  void checkParent(L2BlockRef parent) {
    L1BlockRef epoch = l1Blocks.getFirst();
    if (!parent.l1Origin().equals(epoch.id()) && parent.l1Origin().number() != epoch.number() - 1) {
      throw new ResetException(
          "the epoch at hand, "
              + epoch.id()
              + ", does not fit the safe head's origin, "
              + parent.l1Origin());
    }
  }

  /**
   * The next block of the current span, when it follows the safe head; otherwise the span is
   * dropped.
   */
  @Nullable SingularBatch takeFromSpan(L2BlockRef parent) {
    SingularBatch next = span.peek();
    if (next == null) {
      return null;
    }
    long expected = parent.timestampSeconds() + config.blockTimeSeconds();
    if (next.timestampSeconds() != expected) {
      span.clear();
      return null;
    }
    span.remove();
    return new SingularBatch(
        parent.hash(), next.epoch(), next.timestampSeconds(), next.transactions());
  }

  boolean isSpanEmpty() {
    return span.isEmpty();
  }

  void clearSpan() {
    span.clear();
  }

  /**
   * Takes the blocks of a span that come after the safe head.
   *
   * @return false when one has an L1 origin that is not in the window, or is before the safe head's
   */
  boolean loadSpan(SpanBatch batch, L2BlockRef safeHead) {
    List<SingularBatch> blocks = new ArrayList<>(batch.blocks().size());
    int at = 0;
    for (SpanBatch.Element block : batch.blocks()) {
      long time = block.timestampSeconds();
      if (Long.compareUnsigned(time, safeHead.timestampSeconds()) <= 0) {
        continue;
      }
      if (Long.compareUnsigned(block.epochNumber(), safeHead.l1Origin().number()) < 0) {
        return false;
      }
      while (at < l1Blocks.size() && l1Blocks.get(at).number() != block.epochNumber()) {
        at++;
      }
      if (at == l1Blocks.size()) {
        return false;
      }
      blocks.add(
          new SingularBatch(safeHead.hash(), l1Blocks.get(at).id(), time, block.transactions()));
    }
    span.clear();
    span.addAll(blocks);
    return true;
  }

  /**
   * The empty batch that is due when the sequencing window of the epoch has expired. It has the
   * next timestamp, and the epoch until the next epoch can begin; each epoch has at least one
   * block. When the epoch has all its blocks, the window moves to the next one.
   *
   * @param outOfData whether all data up to the current L1 block was read
   * @return null when no batch is due
   */
  @Nullable SingularBatch emptyBatch(boolean outOfData, L2BlockRef parent) {
    L1BlockRef epoch = l1Blocks.getFirst();
    long expiry = epoch.number() + config.sequencerWindowSize();
    boolean expired = expiry < origin.number() || (expiry == origin.number() && outOfData);
    if (!expired || l1Blocks.size() < 2) {
      return null;
    }
    long next = parent.timestampSeconds() + config.blockTimeSeconds();
    boolean firstOfEpoch = epoch.number() == parent.l1Origin().number() + 1;
    if (next < l1Blocks.get(1).timestampSeconds() || firstOfEpoch) {
      events.add(new EmptyBatchGenerated(epoch.id(), next));
      return new SingularBatch(parent.hash(), epoch.id(), next, List.of());
    }
    l1Blocks.removeFirst();
    return null;
  }
}
