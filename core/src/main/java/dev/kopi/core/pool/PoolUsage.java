package dev.kopi.core.pool;

/**
 * What transactions take up in a pool.
 *
 * @param transactions their number
 * @param bytes the size of their encodings
 * @param blobs their blobs
 */
public record PoolUsage(int transactions, long bytes, int blobs) {
  /** Nothing. */
  public static final PoolUsage NONE = new PoolUsage(0, 0, 0);

  /** The usage of one transaction. */
  static PoolUsage of(PoolTransaction one) {
    return new PoolUsage(1, one.size(), one.transaction().blobHashes().size());
  }

  /** The sum. */
  PoolUsage plus(PoolUsage other) {
    return new PoolUsage(
        transactions + other.transactions, bytes + other.bytes, blobs + other.blobs);
  }

  /** The difference. */
  PoolUsage minus(PoolUsage other) {
    return new PoolUsage(
        transactions - other.transactions, bytes - other.bytes, blobs - other.blobs);
  }

  /** Whether none of the three exceeds its bound. */
  boolean fits(PoolUsage bound) {
    return transactions <= bound.transactions && bytes <= bound.bytes && blobs <= bound.blobs;
  }
}
