package dev.kopi.core.derivation.batch;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a span batch must follow: those about its start and end, which are all that
 * Holocene asks for before its blocks are looked at one by one, and before Holocene those about all
 * blocks.
 *
 * @see <a href="https://specs.optimism.io/protocol/delta/span-batches.html#batch-queue">Span
 *     batches: batch queue</a>
 * @see <a href="https://specs.optimism.io/protocol/holocene/derivation.html#span-batches">Holocene:
 *     span batches</a>
 */
public final class SpanBatchRules {
  private final RollupConfig config;
  private final L2Source l2;

  /** With the chain that spans may overlap with. */
  public SpanBatchRules(RollupConfig config, L2Source l2) {
    this.config = config;
    this.l2 = l2;
  }

  /**
   * The judgement about start and end.
   *
   * @param parent the block that the span builds on; null when that was not reached
   */
  public record PrefixVerdict(BatchVerdict verdict, @Nullable L2BlockRef parent) {
    static PrefixVerdict of(BatchVerdict verdict) {
      return new PrefixVerdict(verdict, null);
    }
  }

  /**
   * Judges start and end.
   *
   * @param l1Blocks consecutive L1 blocks; the first is the epoch of the safe head, or the one
   *     after
   * @param inclusion the L1 block that completed the batch's channel
   */
  public PrefixVerdict checkPrefix(
      List<L1BlockRef> l1Blocks, L2BlockRef safeHead, SpanBatch batch, L1BlockRef inclusion) {
    if (l1Blocks.isEmpty()) {
      return PrefixVerdict.of(BatchVerdict.NO_L1_BLOCK);
    }
    L1BlockRef origin = l1Blocks.getFirst();
    if (batch.firstEpochNumber() == origin.number() + 1) {
      if (l1Blocks.size() < 2) {
        return PrefixVerdict.of(BatchVerdict.NEXT_ORIGIN_UNKNOWN);
      }
      origin = l1Blocks.get(1);
    }
    // "batch_origin.timestamp < span_batch_upgrade_timestamp -> drop"
    if (!config.isActive(OpFork.DELTA, origin.timestampSeconds())) {
      return PrefixVerdict.of(BatchVerdict.SPAN_BEFORE_DELTA);
    }
    boolean holocene = config.isActive(OpFork.HOLOCENE, inclusion.timestampSeconds());
    long next = safeHead.timestampSeconds() + config.blockTimeSeconds();
    // "span_start.timestamp > next_timestamp -> future"; since Holocene it is invalid.
    if (BatchRules.isAbove(batch.timestampSeconds(), next)) {
      return PrefixVerdict.of(holocene ? BatchVerdict.GAP : BatchVerdict.FUTURE);
    }
    // "span_end.timestamp < next_timestamp -> drop"; since Holocene it is past.
    if (BatchRules.isAbove(next, batch.lastTimestampSeconds())) {
      return PrefixVerdict.of(holocene ? BatchVerdict.PAST : BatchVerdict.SPAN_WITHOUT_NEW_BLOCKS);
    }
    L2BlockRef parent = safeHead;
    if (BatchRules.isAbove(next, batch.timestampSeconds())) {
      if (BatchRules.isAbove(batch.timestampSeconds(), safeHead.timestampSeconds())) {
        return PrefixVerdict.of(BatchVerdict.SPAN_MISALIGNED);
      }
      long back = safeHead.timestampSeconds() - batch.timestampSeconds();
      if (Long.remainderUnsigned(back, config.blockTimeSeconds()) != 0) {
        return PrefixVerdict.of(BatchVerdict.SPAN_MISALIGNED);
      }
      long blocksBack = Long.divideUnsigned(back, config.blockTimeSeconds()) + 1;
      L2BlockRef found = blocksBack(safeHead, blocksBack);
      if (found == null) {
        return PrefixVerdict.of(BatchVerdict.L2_BLOCK_UNKNOWN);
      }
      parent = found;
    }
    return new PrefixVerdict(checkPrefix(l1Blocks, parent, batch, inclusion.number()), parent);
  }

  private BatchVerdict checkPrefix(
      List<L1BlockRef> l1Blocks, L2BlockRef parent, SpanBatch batch, long inclusionNumber) {
    // "batch.parent_check != prev_l2_block.hash[:20] -> drop"
    if (!batch.buildsOn(parent.hash())) {
      return BatchVerdict.PARENT_HASH;
    }
    // "start_epoch_num + sequence_window_size < inclusion_block_number -> drop"
    long firstEpoch = batch.firstEpochNumber();
    if (BatchRules.isAbove(inclusionNumber, firstEpoch + config.sequencerWindowSize())) {
      return BatchVerdict.INCLUDED_TOO_LATE;
    }
    // "start_epoch_num > prev_l2_block.l1_origin.number + 1 -> drop"
    if (BatchRules.isAbove(firstEpoch, parent.l1Origin().number() + 1)) {
      return BatchVerdict.EPOCH_TOO_FAR;
    }
    // "If batch.l1_origin_check does not match the canonical L1 chain at end_epoch_num -> drop"
    L1BlockRef last = find(l1Blocks, 0, batch.lastEpochNumber());
    if (last == null) {
      return BatchVerdict.LAST_ORIGIN_UNKNOWN;
    }
    if (!batch.endsAtOrigin(last.hash())) {
      return BatchVerdict.EPOCH_HASH;
    }
    // "start_epoch_num < prev_l2_block.l1_origin.number -> drop"
    return BatchRules.isAbove(parent.l1Origin().number(), firstEpoch)
        ? BatchVerdict.EPOCH_TOO_OLD
        : BatchVerdict.ACCEPTED;
  }

  /** Judges all of a span, as it was done before Holocene. */
  public BatchVerdict check(
      List<L1BlockRef> l1Blocks, L2BlockRef safeHead, SpanBatch batch, L1BlockRef inclusion) {
    PrefixVerdict prefix = checkPrefix(l1Blocks, safeHead, batch, inclusion);
    L2BlockRef parent = prefix.parent();
    if (prefix.verdict() != BatchVerdict.ACCEPTED || parent == null) {
      return prefix.verdict();
    }
    BatchVerdict blocks = checkBlocks(l1Blocks, safeHead, parent, batch);
    if (blocks != BatchVerdict.ACCEPTED) {
      return blocks;
    }
    return checkOverlap(safeHead, parent, batch);
  }

  private BatchVerdict checkBlocks(
      List<L1BlockRef> l1Blocks, L2BlockRef safeHead, L2BlockRef parent, SpanBatch batch) {
    int origin = 0;
    long epochBefore = parent.l1Origin().number();
    boolean first = true;
    for (SpanBatch.Element block : batch.blocks()) {
      boolean advanced =
          first
              ? block.epochNumber() == epochBefore + 1
              : BatchRules.isAbove(block.epochNumber(), epochBefore);
      epochBefore = block.epochNumber();
      first = false;
      long timestamp = block.timestampSeconds();
      if (!BatchRules.isAbove(timestamp, safeHead.timestampSeconds())) {
        continue;
      }
      if (BatchRules.isAbove(safeHead.l1Origin().number(), block.epochNumber())) {
        return BatchVerdict.EPOCH_TOO_OLD;
      }
      while (origin < l1Blocks.size() && l1Blocks.get(origin).number() != block.epochNumber()) {
        origin++;
      }
      if (origin == l1Blocks.size()) {
        return BatchVerdict.SPAN_ORIGIN_UNKNOWN;
      }
      L1BlockRef l1Origin = l1Blocks.get(origin);
      // "block_input.timestamp < block_input.origin.time -> drop"
      if (timestamp < l1Origin.timestampSeconds()) {
        return BatchVerdict.BEFORE_L1_ORIGIN;
      }
      BatchVerdict drift =
          BatchRules.checkDrift(
              config,
              timestamp,
              block.transactions().isEmpty(),
              l1Origin,
              advanced,
              origin + 1 < l1Blocks.size() ? l1Blocks.get(origin + 1) : null);
      if (drift != BatchVerdict.ACCEPTED) {
        return drift;
      }
      BatchVerdict transactions =
          BatchRules.checkTransactions(config, timestamp, block.transactions());
      if (transactions != BatchVerdict.ACCEPTED) {
        return transactions;
      }
    }
    return BatchVerdict.ACCEPTED;
  }

  /**
   * "If the span batch overlaps the current L2 safe chain, we must validate all overlapped blocks":
   * they must have the transactions, apart from deposits, and the L1 origins of the safe chain.
   */
  private BatchVerdict checkOverlap(L2BlockRef safeHead, L2BlockRef parent, SpanBatch batch) {
    long count = safeHead.number() - parent.number();
    for (int i = 0; i < count; i++) {
      Block block = l2.blockByNumber(parent.number() + 1 + i);
      if (block == null) {
        return BatchVerdict.L2_BLOCK_UNKNOWN;
      }
      SpanBatch.Element element = batch.blocks().get(i);
      if (!hasTransactions(block, element.transactions())) {
        return BatchVerdict.SPAN_OVERLAP_TRANSACTIONS;
      }
      try {
        if (L2Blocks.ref(config, block).l1Origin().number() != element.epochNumber()) {
          return BatchVerdict.SPAN_OVERLAP_ORIGIN;
        }
      } catch (DecodeException e) {
        return BatchVerdict.SPAN_OVERLAP_ORIGIN;
      }
    }
    return BatchVerdict.ACCEPTED;
  }

  private static boolean hasTransactions(Block block, List<Bytes> expected) {
    List<TransactionEnvelope> all = block.transactions();
    int deposits = 0;
    while (deposits < all.size()
        && all.get(deposits).transaction().type() == TransactionType.DEPOSIT) {
      deposits++;
    }
    if (all.size() - deposits != expected.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!all.get(deposits + i).encoded().equals(expected.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The block so many before the safe head, or null when it cannot be found. */
  private @Nullable L2BlockRef blocksBack(L2BlockRef safeHead, long count) {
    if (BatchRules.isAbove(count, safeHead.number() - config.genesisL2().number())) {
      return null;
    }
    Block block = l2.blockByNumber(safeHead.number() - count);
    try {
      return block == null ? null : L2Blocks.ref(config, block);
    } catch (DecodeException e) {
      return null;
    }
  }

  private static @Nullable L1BlockRef find(List<L1BlockRef> blocks, int from, long number) {
    for (int i = from; i < blocks.size(); i++) {
      if (blocks.get(i).number() == number) {
        return blocks.get(i);
      }
    }
    return null;
  }
}
