package dev.kopi.core.state;

import dev.kopi.core.primitives.UInt256;

/**
 * One storage slot as the running block sees it: its value now, at the start of the transaction and
 * at the start of the block. Words come most significant first.
 */
public final class StorageSlot {
  final JournaledAccount account;
  final long k0;
  final long k1;
  final long k2;
  final long k3;

  /** Whether the value was read from the underlying state. Warming alone does not read it. */
  boolean loaded;

  long v0;
  long v1;
  long v2;
  long v3;

  private long blockStart0;
  private long blockStart1;
  private long blockStart2;
  private long blockStart3;

  private long original0;
  private long original1;
  private long original2;
  private long original3;

  /** The transaction whose original value is held. */
  private int originalOf;

  /** The transaction in which the slot is warm. */
  int warmIn;

  StorageSlot(JournaledAccount account, long k0, long k1, long k2, long k3) {
    this.account = account;
    this.k0 = k0;
    this.k1 = k1;
    this.k2 = k2;
    this.k3 = k3;
  }

  /** Sets the value before the block. */
  void load(UInt256 found) {
    loaded = true;
    v0 = blockStart0 = found.word(0);
    v1 = blockStart1 = found.word(1);
    v2 = blockStart2 = found.word(2);
    v3 = blockStart3 = found.word(3);
  }

  void set(long w0, long w1, long w2, long w3) {
    v0 = w0;
    v1 = w1;
    v2 = w2;
    v3 = w3;
  }

  /** Takes the present value as the original of {@code transaction}, once for each transaction. */
  void enter(int transaction) {
    if (originalOf != transaction) {
      originalOf = transaction;
      original0 = v0;
      original1 = v1;
      original2 = v2;
      original3 = v3;
    }
  }

  /** As {@link #enter}, for transient storage: a new transaction finds zero. */
  void enterTransient(int transaction) {
    if (originalOf != transaction) {
      originalOf = transaction;
      v0 = v1 = v2 = v3 = 0;
    }
  }

  boolean hasKey(long w0, long w1, long w2, long w3) {
    return k3 == w3 && k2 == w2 && k1 == w1 && k0 == w0;
  }

  boolean changedInBlock() {
    return v3 != blockStart3 || v2 != blockStart2 || v1 != blockStart1 || v0 != blockStart0;
  }

  /** Whether the value now is these words. */
  public boolean is(long w0, long w1, long w2, long w3) {
    return v3 == w3 && v2 == w2 && v1 == w1 && v0 == w0;
  }

  /** Whether the value now is zero. */
  public boolean isZero() {
    return (v0 | v1 | v2 | v3) == 0;
  }

  /** Whether the value at the start of the transaction is these words. */
  public boolean originalIs(long w0, long w1, long w2, long w3) {
    return original3 == w3 && original2 == w2 && original1 == w1 && original0 == w0;
  }

  /** Whether the value at the start of the transaction is zero. */
  public boolean originalIsZero() {
    return (original0 | original1 | original2 | original3) == 0;
  }

  /** Whether the transaction has not changed the value, or has changed it back. */
  public boolean isOriginal() {
    return originalIs(v0, v1, v2, v3);
  }

  /** Writes the value now into four longs from {@code offset}. */
  public void copyTo(long[] words, int offset) {
    words[offset] = v0;
    words[offset + 1] = v1;
    words[offset + 2] = v2;
    words[offset + 3] = v3;
  }
}
