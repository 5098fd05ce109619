package dev.kopi.core.derivation;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;

/**
 * Data that lies outside of L1, which holds only commitments to it, and the challenges by which
 * missing data is made good.
 *
 * @see <a href="https://specs.optimism.io/experimental/alt-da.html">Alt-DA mode</a>
 */
public interface AltDaInputs {
  /** What became of a commitment. */
  sealed interface Input {
    /** The data. */
    record Found(Bytes data) implements Input {}

    /** The commitment counts for nothing. */
    record Skipped(Reason reason) implements Input {}

    /** A challenge is open: whether the data counts shows in later L1 blocks. */
    record Pending() implements Input {}
  }

  /** Why a commitment counts for nothing. */
  enum Reason {
    /** It is none, or of another kind than the chain's. */
    MALFORMED,
    /** It was challenged and nobody answered in time. */
    CHALLENGE_EXPIRED,
    /** The data is larger than what a challenge could be answered with. */
    TOO_LARGE
  }

  /**
   * Reads the challenges in an L1 block; nothing when they were read before.
   *
   * @throws ResetException when a challenge expired against data that was derived from already
   */
  void advance(BlockId l1Block);

  /**
   * The data for a commitment.
   *
   * @param commitment what follows the version byte in the batcher's transaction
   * @param l1Block the block that it stands in
   * @throws TemporaryException when the data cannot be had at the moment
   * @throws CriticalException when it can never be had any more
   */
  Input input(Bytes commitment, L1BlockRef l1Block);

  /** Starts over from an L1 block. */
  void reset(L1BlockRef base);
}
