package dev.kopi.core.rollup;

import org.jspecify.annotations.Nullable;

/**
 * Selects the L1 origin of the next L2 block: the origin of its parent, or the L1 block after that.
 * No L2 block may be older than its origin.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/derivation.html#building-individual-payload-attributes">Derivation</a>
 */
public final class OriginSelection {
  private OriginSelection() {}

  /** The result. */
  public sealed interface Choice {
    /** Build with this origin. */
    record Chosen(L1BlockRef origin) implements Choice {}

    /** Nothing can be built until the next L1 block is known: the drift would become too large. */
    record NextOriginNeeded() implements Choice {}

    /** The L2 head stands on an L1 chain that is not the one seen: the node must reset. */
    record Inconsistent(Reason reason, L1BlockRef seen) implements Choice {}
  }

  /** How L1 contradicts the L2 head. */
  public enum Reason {
    /** The L2 head's origin is another block than the current L1 block. */
    ORIGIN_OF_HEAD_DIFFERS,
    /** The next L1 block does not build on the L2 head's origin. */
    NEXT_ORIGIN_ORPHANED
  }

  /**
   * Selects the origin.
   *
   * @param head the L2 block to build on
   * @param current the L1 block that is the head's origin
   * @param next the L1 block after it, or null when it is not known, or not deep enough yet
   * @param waitForNext whether to choose nothing while the next block is not known, as derivation
   *     itself would (recovery)
   */
  public static Choice choose(
      RollupConfig config,
      L2BlockRef head,
      L1BlockRef current,
      @Nullable L1BlockRef next,
      boolean waitForNext) {
    if (!head.l1Origin().hash().equals(current.hash())) {
      return new Choice.Inconsistent(Reason.ORIGIN_OF_HEAD_DIFFERS, current);
    }
    if (next != null && !next.parentHash().equals(current.hash())) {
      return new Choice.Inconsistent(Reason.NEXT_ORIGIN_ORPHANED, next);
    }
    long time = head.timestampSeconds() + config.blockTimeSeconds();
    if (next == null) {
      long drift = time - current.timestampSeconds();
      boolean tooFar = drift > config.maxSequencerDrift(current.timestampSeconds());
      return waitForNext || tooFar ? new Choice.NextOriginNeeded() : new Choice.Chosen(current);
    }
    return new Choice.Chosen(time >= next.timestampSeconds() ? next : current);
  }

  /**
   * Whether an L1 block is deep enough to be used.
   *
   * @param number the block's number
   * @param headNumber the number of the L1 head, or null when none is known yet
   * @param depth how many blocks must lie on top of it; 0 for no demand
   */
  public static boolean isDeepEnough(long number, @Nullable Long headNumber, long depth) {
    return headNumber == null || depth == 0 || number == 0 || number + depth <= headNumber;
  }
}
