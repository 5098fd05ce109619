package dev.kopi.services.node.engine;

import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.rollup.L2BlockRef;

/**
 * The heads of L2.
 *
 * @param unsafe the head of the chain
 * @param pendingSafe the newest block derived from a span batch that is not complete
 * @param safe the newest block derived from L1
 * @param finalized the newest block derived from finalized L1 blocks
 */
public record L2Heads(
    L2BlockRef unsafe, L2BlockRef pendingSafe, L2BlockRef safe, L2BlockRef finalized) {
  public L2Heads withUnsafe(L2BlockRef ref) {
    return new L2Heads(ref, pendingSafe, safe, finalized);
  }

  public L2Heads withPendingSafe(L2BlockRef ref) {
    return new L2Heads(unsafe, ref, safe, finalized);
  }

  public L2Heads withSafe(L2BlockRef ref) {
    return new L2Heads(unsafe, pendingSafe, ref, finalized);
  }

  public L2Heads withFinalized(L2BlockRef ref) {
    return new L2Heads(unsafe, pendingSafe, safe, ref);
  }

  ForkchoiceState forkchoice() {
    return new ForkchoiceState(unsafe.hash(), safe.hash(), finalized.hash());
  }
}
