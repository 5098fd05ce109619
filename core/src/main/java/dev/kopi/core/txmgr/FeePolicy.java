package dev.kopi.core.txmgr;

import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * How fees are chosen and raised. A transaction offers its tip and twice the base fee. A
 * replacement must offer at least 10 % more than what it replaces, twice as much when it carries
 * blobs; as transaction pools require.
 *
 * @param minTip the minimum tip, in wei
 * @param maxTip the tip above which nothing is sent, or null for no limit
 * @param minBaseFee the minimum base fee to assume, in wei
 * @param maxBaseFee the base fee above which nothing is sent, or null for no limit
 * @param minBlobFee the minimum blob fee cap, in wei
 * @param limitMultiplier the multiple of the current fees that a bump may offer
 * @param limitThreshold offers below this many wei are never limited; 0 to limit all
 */
public record FeePolicy(
    UInt256 minTip,
    @Nullable UInt256 maxTip,
    UInt256 minBaseFee,
    @Nullable UInt256 maxBaseFee,
    UInt256 minBlobFee,
    long limitMultiplier,
    UInt256 limitThreshold) {
  private static final UInt256 TWO = UInt256.of(2);
  private static final UInt256 HUNDRED = UInt256.of(100);
  private static final UInt256 BUMP_PERCENT = UInt256.of(110);
  private static final UInt256 BLOB_BUMP_PERCENT = UInt256.of(200);

  /** One gwei in wei. */
  public static final UInt256 GWEI = UInt256.of(1_000_000_000);

  /** The reference's defaults: at least 1 gwei each, bumps to five times the market. */
  public static final FeePolicy DEFAULT =
      new FeePolicy(GWEI, null, GWEI, null, GWEI, 5, GWEI.multiply(HUNDRED));

  /** The decision. */
  public sealed interface Choice {
    /** Offer this. */
    record Offer(Fees fees) implements Choice {}

    /** Do not send (or raise) now. */
    record Refused(Refusal reason) implements Choice {}
  }

  /** Why no fees are offered. */
  public enum Refusal {
    TIP_TOO_HIGH,
    BASE_FEE_TOO_HIGH,
    /** The raised offer would be beyond the multiple of the market that is allowed. */
    LIMIT_REACHED
  }

  /** The fees of a new transaction. */
  public Choice first(FeeMarket market) {
    FeeMarket seen = clamp(market);
    Refusal refusal = refusal(seen);
    if (refusal != null) {
      return new Choice.Refused(refusal);
    }
    return new Choice.Offer(
        new Fees(seen.tip(), feeCap(seen.baseFee(), seen.tip()), blobFeeCap(seen.blobBaseFee())));
  }

  /**
   * The fees of a replacement.
   *
   * @param blobs whether the transaction carries blobs
   */
  public Choice bump(Fees old, FeeMarket market, boolean blobs) {
    FeeMarket seen = clamp(market);
    Refusal refusal = refusal(seen);
    if (refusal != null) {
      return new Choice.Refused(refusal);
    }
    UInt256 leastTip = raise(old.tipCap(), blobs);
    UInt256 tip = max(seen.tip(), leastTip);
    UInt256 feeCap = max(feeCap(seen.baseFee(), tip), raise(old.feeCap(), blobs));
    UInt256 blobFeeCap =
        blobs ? max(raise(old.blobFeeCap(), true), seen.blobBaseFee()) : old.blobFeeCap();
    UInt256 times = UInt256.of(limitMultiplier);
    UInt256 maxTipCap = seen.tip().multiply(times);
    UInt256 maxFeeCap = feeCap(seen.baseFee().multiply(times), maxTipCap);
    UInt256 maxBlobCap = blobFeeCap(seen.blobBaseFee()).multiply(times);
    if (isBeyond(tip, maxTipCap)
        || isBeyond(feeCap, maxFeeCap)
        || (blobs && isBeyond(blobFeeCap, maxBlobCap))) {
      return new Choice.Refused(Refusal.LIMIT_REACHED);
    }
    return new Choice.Offer(new Fees(tip, feeCap, blobFeeCap));
  }

  private boolean isBeyond(UInt256 offer, UInt256 most) {
    return offer.compareTo(limitThreshold) >= 0 && offer.compareTo(most) > 0;
  }

  private FeeMarket clamp(FeeMarket market) {
    return new FeeMarket(
        max(market.tip(), minTip), max(market.baseFee(), minBaseFee), market.blobBaseFee());
  }

  private @Nullable Refusal refusal(FeeMarket market) {
    if (maxTip != null && market.tip().compareTo(maxTip) > 0) {
      return Refusal.TIP_TOO_HIGH;
    }
    if (maxBaseFee != null && market.baseFee().compareTo(maxBaseFee) > 0) {
      return Refusal.BASE_FEE_TOO_HIGH;
    }
    return null;
  }

  private UInt256 blobFeeCap(UInt256 blobBaseFee) {
    return max(blobBaseFee.multiply(TWO), minBlobFee);
  }

  private static UInt256 feeCap(UInt256 baseFee, UInt256 tip) {
    return baseFee.multiply(TWO).add(tip);
  }

  /** The minimum for a replacement, rounded up. */
  private static UInt256 raise(UInt256 value, boolean blobs) {
    UInt256 percent = blobs ? BLOB_BUMP_PERCENT : BUMP_PERCENT;
    return value.multiply(percent).add(UInt256.of(99)).divide(HUNDRED);
  }

  private static UInt256 max(UInt256 a, UInt256 b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
