package dev.kopi.core.crypto.curve;

import dev.kopi.core.primitives.UInt256;

/** The field of secp256k1: p = 2^256 − 2^32 − 977. Elements are the numbers themselves. */
public final class Secp256k1Field extends ProductField {
  /** The only instance: it has no state. */
  public static final Secp256k1Field INSTANCE = new Secp256k1Field();

  /** 2^256 − p. */
  private static final long FOLD = 0x1000003d1L;

  private static final long P0 = -FOLD;

  private Secp256k1Field() {
    super(UInt256.ofWords(-1, -1, -1, P0));
  }

  @Override
  public long[] of(UInt256 value) {
    return new long[] {value.word(3), value.word(2), value.word(1), value.word(0)};
  }

  @Override
  public UInt256 toWord(long[] a) {
    return UInt256.ofWords(a[3], a[2], a[1], a[0]);
  }

  @Override
  public void add(long[] r, long[] a, long[] b) {
    long r0 = a[0] + b[0];
    long c = carry(a[0], b[0], r0);
    long r1 = a[1] + b[1] + c;
    c = carry(a[1], b[1], r1);
    long r2 = a[2] + b[2] + c;
    c = carry(a[2], b[2], r2);
    long r3 = a[3] + b[3] + c;
    c = carry(a[3], b[3], r3);
    // Subtract p, which is adding 2^256 − p, if the sum is p or more.
    long s0 = r0 + FOLD;
    long d = carry(r0, FOLD, s0);
    long s1 = r1 + d;
    d = r1 & ~s1;
    long s2 = r2 + (d >>> 63);
    d = d & r2 & ~s2;
    long s3 = r3 + (d >>> 63);
    d = d & r3 & ~s3;
    long mask = -(c | (d >>> 63));
    r[0] = r0 ^ ((r0 ^ s0) & mask);
    r[1] = r1 ^ ((r1 ^ s1) & mask);
    r[2] = r2 ^ ((r2 ^ s2) & mask);
    r[3] = r3 ^ ((r3 ^ s3) & mask);
  }

  @Override
  public void subtract(long[] r, long[] a, long[] b) {
    long r0 = a[0] - b[0];
    long c = borrow(a[0], b[0], r0);
    long r1 = a[1] - b[1] - c;
    c = borrow(a[1], b[1], r1);
    long r2 = a[2] - b[2] - c;
    c = borrow(a[2], b[2], r2);
    long r3 = a[3] - b[3] - c;
    c = borrow(a[3], b[3], r3);
    // Add p, which is subtracting 2^256 − p, if the difference is below zero.
    long fold = FOLD & -c;
    r[0] = r0 - fold;
    c = borrow(r0, fold, r[0]);
    r[1] = r1 - c;
    c &= r1 == 0 ? 1 : 0;
    r[2] = r2 - c;
    c &= r2 == 0 ? 1 : 0;
    r[3] = r3 - c;
  }

  /** The exponent (p + 1) / 4 begins with 223 ones, then 0, then 22 ones, then 00001100. */
  @Override
  protected void squareRootCandidate(long[] r, long[] a) {
    long[] t2 = new long[4];
    long[] t3 = new long[4];
    long[] t11 = new long[4];
    long[] t22 = new long[4];
    long[] t44 = new long[4];
    long[] t88 = new long[4];
    // tN is a^(2^N − 1): N ones.
    squareAndMultiply(t2, a, 1, a);
    squareAndMultiply(t3, t2, 1, a);
    squareAndMultiply(r, t3, 3, t3);
    squareAndMultiply(r, r, 3, t3);
    squareAndMultiply(t11, r, 2, t2);
    squareAndMultiply(t22, t11, 11, t11);
    squareAndMultiply(t44, t22, 22, t22);
    squareAndMultiply(t88, t44, 44, t44);
    squareAndMultiply(r, t88, 88, t88);
    squareAndMultiply(r, r, 44, t44);
    squareAndMultiply(r, r, 3, t3);
    squareAndMultiply(r, r, 23, t22);
    squareAndMultiply(r, r, 6, t2);
    square(r, r);
    square(r, r);
  }

  /** r = a squared {@code times} times, times b; b must not be r. */
  private void squareAndMultiply(long[] r, long[] a, int times, long[] b) {
    square(r, a);
    for (int i = 1; i < times; i++) {
      square(r, r);
    }
    multiply(r, r, b);
  }

  /** 2^256 is worth 2^256 − p. */
  @Override
  void reduce(long[] r, long r0, long r1, long r2, long r3, long r4, long r5, long r6, long r7) {
    long lo = r4 * FOLD;
    r0 += lo;
    long c = high(r4, FOLD) + below(r0, lo);
    lo = r5 * FOLD + c;
    c = high(r5, FOLD) + below(lo, c);
    r1 += lo;
    c += below(r1, lo);
    lo = r6 * FOLD + c;
    c = high(r6, FOLD) + below(lo, c);
    r2 += lo;
    c += below(r2, lo);
    lo = r7 * FOLD + c;
    c = high(r7, FOLD) + below(lo, c);
    r3 += lo;
    c += below(r3, lo);

    // c is below 2^34 here, so the product needs its high half.
    lo = c * FOLD;
    r0 += lo;
    c = high(c, FOLD) + below(r0, lo);
    r1 += c;
    c = below(r1, c);
    r2 += c;
    c = below(r2, c);
    r3 += c;
    c = below(r3, c);
    finish(r, r0, r1, r2, r3, c);
  }

  /** Brings c · 2^256 + (r3 … r0), below 2p, under p. */
  private static void finish(long[] r, long r0, long r1, long r2, long r3, long c) {
    if (c != 0 || ((r1 & r2 & r3) == -1L && Long.compareUnsigned(r0, P0) >= 0)) {
      r0 += FOLD;
      c = below(r0, FOLD);
      r1 += c;
      c = below(r1, c);
      r2 += c;
      c = below(r2, c);
      r3 += c;
    }
    r[0] = r0;
    r[1] = r1;
    r[2] = r2;
    r[3] = r3;
  }
}
