package dev.kopi.services.node.sequencer;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.OriginSelection;
import dev.kopi.core.rollup.OriginSelection.Choice;
import dev.kopi.core.rollup.RollupConfig;
import org.jspecify.annotations.Nullable;

/**
 * Selects the L1 origin of the next L2 block. Caches the current and the next origin, since it is
 * called for every block.
 */
public final class OriginSelector {
  private final RollupConfig config;
  private final L1Source l1;
  private final long confirmations;
  private @Nullable L1BlockRef head;
  private @Nullable L1BlockRef current;
  private @Nullable L1BlockRef next;

  public OriginSelector(RollupConfig config, L1Source l1, long confirmations) {
    this.config = config;
    this.l1 = l1;
    this.confirmations = confirmations;
  }

  /** L1 has a new head. */
  public void onL1Head(L1BlockRef seen) {
    L1BlockRef before = head;
    if (before != null && !seen.parentHash().equals(before.hash())) {
      next = null;
    }
    head = seen;
  }

  /** Clears the cache, which may hold blocks of another chain. */
  void reset() {
    current = null;
    next = null;
  }

  /**
   * Selects the origin.
   *
   * @param recover whether to take the next origin as soon as it exists, so that L2 catches up
   * @throws dev.kopi.core.derivation.DerivationException when L1 does not answer, or does not know
   *     the origin of {@code l2Head}
   */
  Choice find(L2BlockRef l2Head, boolean recover) {
    L1BlockRef origin = current;
    L1BlockRef following = next;
    if (origin == null || !origin.id().equals(l2Head.l1Origin())) {
      if (following != null && following.id().equals(l2Head.l1Origin())) {
        origin = following;
      } else {
        Header header = l1.header(l2Head.l1Origin().hash());
        origin =
            new L1BlockRef(
                l2Head.l1Origin().hash(),
                header.number(),
                header.parentHash(),
                header.timestampSeconds());
      }
      current = origin;
      following = null;
    }
    if (following == null) {
      following = visible(origin.number() + 1);
      next = following;
    }
    Choice choice = OriginSelection.choose(config, l2Head, origin, following, recover);
    if (recover && choice instanceof Choice.NextOriginNeeded) {
      return OriginSelection.choose(config, l2Head, origin, following, false);
    }
    return choice;
  }

  private @Nullable L1BlockRef visible(long number) {
    Long headNumber = head == null ? null : head.number();
    if (headNumber != null && number > headNumber) {
      return null;
    }
    return OriginSelection.isDeepEnough(number, headNumber, confirmations)
        ? l1.blockByNumber(number)
        : null;
  }
}
