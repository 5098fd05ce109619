package dev.kopi.core.batcher;

/**
 * DA throttling of block builders while data waits for inclusion on L1: computes the limits passed
 * to {@code miner_setMaxDASize}.
 *
 * @param kind the shape of the curve
 * @param lowerThreshold unsafe bytes from which on the builders are held back; 0 for never
 * @param upperThreshold unsafe bytes at which they are held back most
 * @param txSizeLower the bytes of one transaction when held back most; 0 for no limit
 * @param txSizeUpper the bytes of one transaction when held back least
 * @param blockSizeLower the bytes of a block when held back most; 0 for no limit
 * @param blockSizeUpper the bytes of a block always
 */
public record Throttle(
    Kind kind,
    long lowerThreshold,
    long upperThreshold,
    long txSizeLower,
    long txSizeUpper,
    long blockSizeLower,
    long blockSizeUpper) {
  /** The reference's defaults. */
  public static final Throttle DEFAULT =
      new Throttle(Kind.QUADRATIC, 3_200_000, 12_800_000, 150, 20_000, 2_000, 130_000);

  /** The integer that represents intensity 1. */
  public static final long FULL = 1_000_000;

  /** The shapes of the curve between the thresholds. */
  public enum Kind {
    STEP,
    LINEAR,
    QUADRATIC
  }

  /**
   * The limits for the builders.
   *
   * @param maxTxSize bytes of one transaction; 0 for no limit
   * @param maxBlockSize bytes of a block; 0 for no limit
   * @param intensity from 0 to {@link #FULL}
   */
  public record Limits(long maxTxSize, long maxBlockSize, long intensity) {
    /** Whether the builders are held back. */
    public boolean isThrottling() {
      return intensity > 0;
    }
  }

  /** Checks the thresholds. */
  public Throttle {
    if (lowerThreshold > 0 && upperThreshold <= lowerThreshold) {
      throw new IllegalArgumentException("the upper threshold is not above the lower one");
    }
    if (blockSizeLower > blockSizeUpper || txSizeLower > txSizeUpper) {
      throw new IllegalArgumentException("a lower limit is above its upper one");
    }
  }

  /** The limits for an amount of bytes that are not on L1 yet. */
  public Limits limits(long unsafeBytes) {
    long intensity = intensity(unsafeBytes);
    long txSize = 0;
    if (txSizeLower > 0 && intensity > 0) {
      txSize = between(txSizeUpper, txSizeLower, intensity);
    }
    long blockSize = 0;
    if (blockSizeLower > 0) {
      blockSize =
          intensity == 0 ? blockSizeUpper : between(blockSizeUpper, blockSizeLower, intensity);
    }
    return new Limits(txSize, blockSize, intensity);
  }

  private long intensity(long unsafeBytes) {
    if (lowerThreshold == 0 || unsafeBytes <= lowerThreshold) {
      return 0;
    }
    if (unsafeBytes >= upperThreshold || kind == Kind.STEP) {
      return FULL;
    }
    long linear = FULL * (unsafeBytes - lowerThreshold) / (upperThreshold - lowerThreshold);
    return kind == Kind.LINEAR ? linear : linear * linear / FULL;
  }

  private static long between(long upper, long lower, long intensity) {
    return upper - intensity * (upper - lower) / FULL;
  }
}
