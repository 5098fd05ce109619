package dev.kopi.core.proof;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2BlockRef;

/**
 * The result of a run.
 *
 * @param safe the safe head at the end
 * @param blockNumber the block whose output root was compared: the claimed one, or the safe head
 *     where L1 holds no more
 * @param outputRoot the output root that follows from L1
 * @param claim the output root that was claimed
 */
public record ProofVerdict(L2BlockRef safe, long blockNumber, Hash outputRoot, Hash claim) {
  /** Whether the claim follows from L1. */
  public boolean isValid() {
    return outputRoot.equals(claim);
  }
}
