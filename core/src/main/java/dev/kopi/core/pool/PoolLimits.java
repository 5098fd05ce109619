package dev.kopi.core.pool;

/**
 * The limits of a pool.
 *
 * @param transactions of all senders
 * @param bytes of all transactions' encodings
 * @param perSender transactions of one sender
 * @param gappedPerSender gapped transactions of one sender
 * @param priceBumpPercent the price bump that a replacement must pay, in percent
 * @param blobPriceBumpPercent the price bump that a replacement of a blob transaction must pay, in
 *     percent
 */
public record PoolLimits(
    int transactions,
    long bytes,
    int perSender,
    int gappedPerSender,
    int priceBumpPercent,
    int blobPriceBumpPercent) {
  /** The defaults. */
  public static final PoolLimits DEFAULT = new PoolLimits(16_384, 64L << 20, 1_024, 64, 10, 100);
}
