package dev.kopi.core.altda;

import dev.kopi.core.rollup.L1BlockRef;

/**
 * A commitment that derivation has asked for.
 *
 * @param commitment the commitment
 * @param block the L1 block with it
 * @param windowEnd the L1 block from which on it cannot be challenged any more
 * @param times how often in a row it was asked for
 */
public record TrackedCommitment(
    Commitment commitment, L1BlockRef block, long windowEnd, long times) {
  TrackedCommitment again() {
    return new TrackedCommitment(commitment, block, windowEnd, times + 1);
  }
}
