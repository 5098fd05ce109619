package dev.kopi.core.derivation.batch;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a singular batch must follow, and those that it shares with the blocks of a span.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#batch-queue">Batch queue</a>
 */
public final class BatchRules {
  /** Forks since Jovian whose first block must not hold transactions of users. */
  private static final Set<OpFork> EMPTY_ACTIVATION_BLOCKS =
      EnumSet.of(OpFork.JOVIAN, OpFork.KARST);

  private BatchRules() {}

  /**
   * Checks a batch.
   *
   * @param l1Blocks consecutive L1 blocks; the first is the epoch of the safe head, or the one
   *     after
   * @param inclusion the L1 block that completed the batch's channel
   */
  public static BatchVerdict check(
      RollupConfig config,
      List<L1BlockRef> l1Blocks,
      L2BlockRef safeHead,
      SingularBatch batch,
      L1BlockRef inclusion) {
    if (l1Blocks.isEmpty()) {
      return BatchVerdict.NO_L1_BLOCK;
    }
    boolean holocene = config.isActive(OpFork.HOLOCENE, inclusion.timestampSeconds());
    long next = safeHead.timestampSeconds() + config.blockTimeSeconds();
    // "batch.timestamp > next_timestamp -> future"; since Holocene it is dropped.
    if (isAbove(batch.timestampSeconds(), next)) {
      return holocene ? BatchVerdict.GAP : BatchVerdict.FUTURE;
    }
    // "batch.timestamp < next_timestamp -> drop"; since Holocene it is past.
    if (isAbove(next, batch.timestampSeconds())) {
      return holocene ? BatchVerdict.PAST : BatchVerdict.TIMESTAMP_TOO_OLD;
    }
    // "batch.parent_hash != safe_l2_head.hash -> drop"
    if (!batch.parentHash().equals(safeHead.hash())) {
      return BatchVerdict.PARENT_HASH;
    }
    // "batch.epoch_num + sequence_window_size < inclusion_block_number -> drop"
    long epochNumber = batch.epoch().number();
    if (isAbove(inclusion.number(), epochNumber + config.sequencerWindowSize())) {
      return BatchVerdict.INCLUDED_TOO_LATE;
    }
    L1BlockRef epoch = l1Blocks.getFirst();
    // "batch.epoch_num < epoch.number -> drop"
    if (isAbove(epoch.number(), epochNumber)) {
      return BatchVerdict.EPOCH_TOO_OLD;
    }
    L1BlockRef origin = epoch;
    if (epochNumber == epoch.number() + 1) {
      // "batch.epoch_num == epoch.number+1: if next_epoch is not known -> undecided"
      if (l1Blocks.size() < 2) {
        return BatchVerdict.NEXT_ORIGIN_UNKNOWN;
      }
      origin = l1Blocks.get(1);
    } else if (epochNumber != epoch.number()) {
      return BatchVerdict.EPOCH_TOO_FAR;
    }
    // "batch.epoch_hash != batch_origin.hash -> drop"
    if (!batch.epoch().hash().equals(origin.hash())) {
      return BatchVerdict.EPOCH_HASH;
    }
    // "batch.timestamp < batch_origin.time -> drop"
    if (batch.timestampSeconds() < origin.timestampSeconds()) {
      return BatchVerdict.BEFORE_L1_ORIGIN;
    }
    if (!batch.transactions().isEmpty() && mustBeEmpty(config, batch.timestampSeconds())) {
      return BatchVerdict.ACTIVATION_BLOCK_NOT_EMPTY;
    }
    @Nullable L1BlockRef nextOrigin = l1Blocks.size() < 2 ? null : l1Blocks.get(1);
    BatchVerdict drift =
        checkDrift(
            config,
            batch.timestampSeconds(),
            batch.transactions().isEmpty(),
            origin,
            origin.number() != epoch.number(),
            nextOrigin);
    if (drift != BatchVerdict.ACCEPTED) {
      return drift;
    }
    return checkTransactions(config, batch.timestampSeconds(), batch.transactions());
  }

  private static boolean mustBeEmpty(RollupConfig config, long timestampSeconds) {
    for (OpFork fork : EMPTY_ACTIVATION_BLOCKS) {
      if (config.isActivationBlock(fork, timestampSeconds)) {
        return true;
      }
    }
    return false;
  }

  /**
   * "batch.timestamp > batch_origin.time + max_sequencer_drift: enforce the L2 timestamp drift
   * rule, but with exceptions to preserve above min L2 timestamp invariant": without transactions,
   * a block may go beyond as long as it could not have taken the next L1 origin.
   *
   * @param originAdvanced whether the block is the first of its epoch
   * @param nextOrigin the L1 block after the origin, or null when it is not known
   */
  static BatchVerdict checkDrift(
      RollupConfig config,
      long timestampSeconds,
      boolean empty,
      L1BlockRef origin,
      boolean originAdvanced,
      @Nullable L1BlockRef nextOrigin) {
    long max = origin.timestampSeconds() + config.maxSequencerDrift(origin.timestampSeconds());
    if (!isAbove(timestampSeconds, max)) {
      return BatchVerdict.ACCEPTED;
    }
    if (!empty) {
      return BatchVerdict.DRIFT_EXCEEDED;
    }
    if (originAdvanced) {
      return BatchVerdict.ACCEPTED;
    }
    if (nextOrigin == null) {
      return BatchVerdict.DRIFT_UNDECIDED;
    }
    return timestampSeconds >= nextOrigin.timestampSeconds()
        ? BatchVerdict.DRIFT_WITHOUT_NEXT_ORIGIN
        : BatchVerdict.ACCEPTED;
  }

  /**
   * "drop if the batch.transactions list contains a transaction that is invalid or derived by other
   * means exclusively": empty ones, deposits, and those of type 4 before Isthmus.
   */
  static BatchVerdict checkTransactions(
      RollupConfig config, long timestampSeconds, List<Bytes> transactions) {
    boolean isthmus = config.isActive(OpFork.ISTHMUS, timestampSeconds);
    for (Bytes transaction : transactions) {
      if (transaction.isEmpty()) {
        return BatchVerdict.EMPTY_TRANSACTION;
      }
      if (transaction.get(0) == TransactionType.DEPOSIT.code()) {
        return BatchVerdict.DEPOSIT_TRANSACTION;
      }
      if (!isthmus && transaction.get(0) == TransactionType.SET_CODE.code()) {
        return BatchVerdict.SET_CODE_BEFORE_ISTHMUS;
      }
    }
    return BatchVerdict.ACCEPTED;
  }

  /** Whether {@code a > b}; both come from outside and are unsigned. */
  static boolean isAbove(long a, long b) {
    return Long.compareUnsigned(a, b) > 0;
  }
}
