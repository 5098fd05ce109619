package dev.kopi.core.pool;

/**
 * How much a pool holds.
 *
 * @param transactions of all senders
 * @param bytes of all transactions' encodings
 * @param perSender transactions of one sender
 * @param gappedPerSender transactions of one sender that cannot be executed yet, for a nonce before
 *     them is missing
 * @param priceBumpPercent how much more a replacement must pay
 * @param blobPriceBumpPercent how much more a replacement of a blob transaction must pay
 */
public record PoolLimits(
    int transactions,
    long bytes,
    int perSender,
    int gappedPerSender,
    int priceBumpPercent,
    int blobPriceBumpPercent) {
  /** What suits a node. */
  public static final PoolLimits DEFAULT = new PoolLimits(16_384, 64L << 20, 1_024, 64, 10, 100);
}
