package dev.kopi.core.pool;

import dev.kopi.core.primitives.UInt256;

/**
 * The limits of a pool. Names and defaults are those of go-ethereum's {@code --txpool} options,
 * where it has them; slots are transactions.
 *
 * @param priceLimit the least tip per gas, in wei
 * @param priceBumpPercent the price bump that a replacement must pay, in percent
 * @param blobPriceBumpPercent the price bump that a replacement of a blob transaction must pay, in
 *     percent
 * @param accountSlots executable transactions that an account may have even if the pool is full of
 *     those of larger accounts
 * @param globalSlots executable transactions of all accounts
 * @param accountQueue gapped transactions of one account
 * @param globalQueue gapped transactions of all accounts
 * @param lifetimeMillis how long gapped transactions are kept after their account's last activity
 * @param globalBytes the size of all executable transactions, in bytes
 * @param globalQueueBytes the size of all gapped transactions, in bytes
 * @param globalBlobs the blobs of all transactions
 */
public record PoolLimits(
    UInt256 priceLimit,
    int priceBumpPercent,
    int blobPriceBumpPercent,
    int accountSlots,
    int globalSlots,
    int accountQueue,
    int globalQueue,
    long lifetimeMillis,
    long globalBytes,
    long globalQueueBytes,
    int globalBlobs) {
  /** The defaults. */
  public static final PoolLimits DEFAULT =
      new PoolLimits(
          UInt256.ONE,
          10,
          100,
          16,
          4096 + 1024,
          64,
          1024,
          3 * 3_600_000L,
          64L << 20,
          16L << 20,
          256);

  /** Refuses negative numbers. */
  public PoolLimits {
    requireAtLeastZero(priceBumpPercent, "price bump");
    requireAtLeastZero(blobPriceBumpPercent, "price bump of blob transactions");
    requireAtLeastZero(accountSlots, "account slots");
    requireAtLeastZero(globalSlots, "global slots");
    requireAtLeastZero(accountQueue, "account queue");
    requireAtLeastZero(globalQueue, "global queue");
    requireAtLeastZero(lifetimeMillis, "lifetime");
    requireAtLeastZero(globalBytes, "global bytes");
    requireAtLeastZero(globalQueueBytes, "global queue bytes");
    requireAtLeastZero(globalBlobs, "global blobs");
  }

  private static void requireAtLeastZero(long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
  }

  /** A builder that starts with these limits. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builds limits; what is not set keeps its value. */
  public static final class Builder {
    private UInt256 priceLimit;
    private int priceBumpPercent;
    private int blobPriceBumpPercent;
    private int accountSlots;
    private int globalSlots;
    private int accountQueue;
    private int globalQueue;
    private long lifetimeMillis;
    private long globalBytes;
    private long globalQueueBytes;
    private int globalBlobs;

    private Builder(PoolLimits from) {
      priceLimit = from.priceLimit;
      priceBumpPercent = from.priceBumpPercent;
      blobPriceBumpPercent = from.blobPriceBumpPercent;
      accountSlots = from.accountSlots;
      globalSlots = from.globalSlots;
      accountQueue = from.accountQueue;
      globalQueue = from.globalQueue;
      lifetimeMillis = from.lifetimeMillis;
      globalBytes = from.globalBytes;
      globalQueueBytes = from.globalQueueBytes;
      globalBlobs = from.globalBlobs;
    }

    /** The least tip per gas, in wei. */
    public Builder priceLimit(UInt256 wei) {
      priceLimit = wei;
      return this;
    }

    /** The price bump that a replacement must pay, in percent. */
    public Builder priceBumpPercent(int percent) {
      priceBumpPercent = percent;
      return this;
    }

    /** The price bump that a replacement of a blob transaction must pay, in percent. */
    public Builder blobPriceBumpPercent(int percent) {
      blobPriceBumpPercent = percent;
      return this;
    }

    /** Executable transactions that are guaranteed to each account. */
    public Builder accountSlots(int transactions) {
      accountSlots = transactions;
      return this;
    }

    /** Executable transactions of all accounts. */
    public Builder globalSlots(int transactions) {
      globalSlots = transactions;
      return this;
    }

    /** Gapped transactions of one account. */
    public Builder accountQueue(int transactions) {
      accountQueue = transactions;
      return this;
    }

    /** Gapped transactions of all accounts. */
    public Builder globalQueue(int transactions) {
      globalQueue = transactions;
      return this;
    }

    /** How long gapped transactions are kept after their account's last activity. */
    public Builder lifetimeMillis(long millis) {
      lifetimeMillis = millis;
      return this;
    }

    /** The size of all executable transactions. */
    public Builder globalBytes(long bytes) {
      globalBytes = bytes;
      return this;
    }

    /** The size of all gapped transactions. */
    public Builder globalQueueBytes(long bytes) {
      globalQueueBytes = bytes;
      return this;
    }

    /** The blobs of all transactions. */
    public Builder globalBlobs(int blobs) {
      globalBlobs = blobs;
      return this;
    }

    /** The limits. */
    public PoolLimits build() {
      return new PoolLimits(
          priceLimit,
          priceBumpPercent,
          blobPriceBumpPercent,
          accountSlots,
          globalSlots,
          accountQueue,
          globalQueue,
          lifetimeMillis,
          globalBytes,
          globalQueueBytes,
          globalBlobs);
    }
  }
}
