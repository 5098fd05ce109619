package dev.kopi.core.derivation.source;

import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;

/**
 * Data of alternative DA, to which L1 holds only commitments, and the challenges against missing
 * data.
 *
 * @see <a href="https://specs.optimism.io/experimental/alt-da.html">Alt-DA mode</a>
 */
public interface AltDaInputs {
  /** The status of a commitment. */
  sealed interface Input {
    /** The data. */
    record Found(Bytes data) implements Input {}

    /** The commitment is ignored. */
    record Skipped(Reason reason) implements Input {}

    /** A challenge is pending: later L1 blocks decide whether the data counts. */
    record Pending() implements Input {}
  }

  /** Why a commitment is ignored. */
  enum Reason {
    /** It is malformed, or of another type than the chain's. */
    MALFORMED,
    /** It was challenged and not resolved in time. */
    CHALLENGE_EXPIRED,
    /** The data is larger than a challenge can resolve. */
    TOO_LARGE
  }

  /**
   * Reads the challenges in an L1 block; does nothing when they were read before.
   *
   * @throws ResetException when a challenge expired for data that was already used
   */
  void advance(BlockId l1Block);

  /**
   * The data for a commitment.
   *
   * @param commitment what follows the version byte in the batcher's transaction
   * @param l1Block the L1 block with the commitment
   * @throws TemporaryException when the data cannot be had at the moment
   * @throws CriticalException when it is permanently lost
   */
  Input input(Bytes commitment, L1BlockRef l1Block);

  /** Starts over from an L1 block. */
  void reset(L1BlockRef base);
}
