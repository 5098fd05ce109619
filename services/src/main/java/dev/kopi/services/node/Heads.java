package dev.kopi.services.node;

import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.rollup.L2BlockRef;

/**
 * The labels of L2.
 *
 * @param unsafe the tip
 * @param pendingSafe the newest block derived from a span batch that is not complete
 * @param safe the newest block derived from L1
 * @param finalized the newest block derived from final L1 data
 */
public record Heads(
    L2BlockRef unsafe, L2BlockRef pendingSafe, L2BlockRef safe, L2BlockRef finalized) {
  Heads withUnsafe(L2BlockRef ref) {
    return new Heads(ref, pendingSafe, safe, finalized);
  }

  Heads withPendingSafe(L2BlockRef ref) {
    return new Heads(unsafe, ref, safe, finalized);
  }

  Heads withSafe(L2BlockRef ref) {
    return new Heads(unsafe, pendingSafe, ref, finalized);
  }

  Heads withFinalized(L2BlockRef ref) {
    return new Heads(unsafe, pendingSafe, safe, ref);
  }

  ForkchoiceState forkchoice() {
    return new ForkchoiceState(unsafe.hash(), safe.hash(), finalized.hash());
  }
}
