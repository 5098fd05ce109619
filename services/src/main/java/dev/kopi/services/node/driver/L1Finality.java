package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.rollup.L1BlockRef;
import org.jspecify.annotations.Nullable;

/**
 * The L1 block up to which L1 is final. A reported block counts once L1 has it at its height: a
 * report that L1 contradicts neither finalizes anything nor hides later reports. A report that is
 * lower than an earlier one, as from an L1 node that lags, counts only when the earlier one is not
 * canonical.
 *
 * <p>Owned by the driver's thread.
 */
final class L1Finality {
  private final L1Source l1;
  private final NodeListener listener;
  private @Nullable L1BlockRef reported;
  private @Nullable L1BlockRef confirmed;

  L1Finality(L1Source l1, NodeListener listener) {
    this.l1 = l1;
    this.listener = listener;
  }

  /** L1 reports a finalized block. */
  void onReport(L1BlockRef ref) {
    reported = ref;
  }

  /**
   * The highest reported block that is canonical at this moment; null when there is none.
   *
   * @throws dev.kopi.core.derivation.TemporaryException when L1 does not answer
   */
  @Nullable L1BlockRef find() {
    L1BlockRef before = confirmed;
    if (before != null && !isCanonical(before)) {
      before = null;
    }
    L1BlockRef newest = reported;
    boolean higher = newest != null && (before == null || newest.number() > before.number());
    confirmed = newest != null && higher && isCanonical(newest) ? newest : before;
    return confirmed;
  }

  /** Whether the newest report does not count yet. */
  boolean isWaiting() {
    L1BlockRef newest = reported;
    return newest != null && (confirmed == null || newest.number() > confirmed.number());
  }

  private boolean isCanonical(L1BlockRef ref) {
    L1BlockRef canonical = l1.blockByNumber(ref.number());
    if (canonical != null && canonical.hash().equals(ref.hash())) {
      return true;
    }
    String found = canonical == null ? "has no block at that height" : "has " + canonical.hash();
    listener.onFinalityWait(
        "L1 reported block "
            + ref.number()
            + " ("
            + ref.hash()
            + ") as finalized, but "
            + found
            + "; waiting for that block or for another report");
    return false;
  }
}
