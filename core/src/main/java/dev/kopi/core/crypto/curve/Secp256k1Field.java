package dev.kopi.core.crypto.curve;

import dev.kopi.core.platform.WideMath;
import dev.kopi.core.primitives.UInt256;

/** The field of secp256k1: p = 2^256 − 2^32 − 977. Elements are the numbers themselves. */
public final class Secp256k1Field extends Field256 {
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
    long c = below(r0, a[0]);
    long r1 = a[1] + c;
    c = below(r1, c);
    r1 += b[1];
    c += below(r1, b[1]);
    long r2 = a[2] + c;
    c = below(r2, c);
    r2 += b[2];
    c += below(r2, b[2]);
    long r3 = a[3] + c;
    c = below(r3, c);
    r3 += b[3];
    c += below(r3, b[3]);
    finish(r, r0, r1, r2, r3, c);
  }

  @Override
  public void subtract(long[] r, long[] a, long[] b) {
    long r0 = a[0] - b[0];
    long c = below(a[0], b[0]);
    long r1 = a[1] - b[1];
    long d = below(a[1], b[1]) + below(r1, c);
    r1 -= c;
    long r2 = a[2] - b[2];
    c = below(a[2], b[2]) + below(r2, d);
    r2 -= d;
    long r3 = a[3] - b[3];
    d = below(a[3], b[3]) + below(r3, c);
    r3 -= c;
    if (d != 0) {
      // Below zero: adding p is subtracting 2^256 − p from what wrapped.
      c = below(r0, FOLD);
      r0 -= FOLD;
      d = below(r1, c);
      r1 -= c;
      c = below(r2, d);
      r2 -= d;
      r3 -= c;
    }
    r[0] = r0;
    r[1] = r1;
    r[2] = r2;
    r[3] = r3;
  }

  @Override
  public void multiply(long[] r, long[] a, long[] b) {
    long b0 = b[0];
    long b1 = b[1];
    long b2 = b[2];
    long b3 = b[3];

    long x = a[0];
    long r0 = x * b0;
    long c = high(x, b0);
    long lo = x * b1;
    long r1 = lo + c;
    c = high(x, b1) + below(r1, lo);
    lo = x * b2;
    long r2 = lo + c;
    c = high(x, b2) + below(r2, lo);
    lo = x * b3;
    long r3 = lo + c;
    long r4 = high(x, b3) + below(r3, lo);

    x = a[1];
    lo = x * b0;
    r1 += lo;
    c = high(x, b0) + below(r1, lo);
    lo = x * b1 + c;
    c = high(x, b1) + below(lo, c);
    r2 += lo;
    c += below(r2, lo);
    lo = x * b2 + c;
    c = high(x, b2) + below(lo, c);
    r3 += lo;
    c += below(r3, lo);
    lo = x * b3 + c;
    c = high(x, b3) + below(lo, c);
    r4 += lo;
    long r5 = c + below(r4, lo);

    x = a[2];
    lo = x * b0;
    r2 += lo;
    c = high(x, b0) + below(r2, lo);
    lo = x * b1 + c;
    c = high(x, b1) + below(lo, c);
    r3 += lo;
    c += below(r3, lo);
    lo = x * b2 + c;
    c = high(x, b2) + below(lo, c);
    r4 += lo;
    c += below(r4, lo);
    lo = x * b3 + c;
    c = high(x, b3) + below(lo, c);
    r5 += lo;
    long r6 = c + below(r5, lo);

    x = a[3];
    lo = x * b0;
    r3 += lo;
    c = high(x, b0) + below(r3, lo);
    lo = x * b1 + c;
    c = high(x, b1) + below(lo, c);
    r4 += lo;
    c += below(r4, lo);
    lo = x * b2 + c;
    c = high(x, b2) + below(lo, c);
    r5 += lo;
    c += below(r5, lo);
    lo = x * b3 + c;
    c = high(x, b3) + below(lo, c);
    r6 += lo;
    long r7 = c + below(r6, lo);

    reduce(r, r0, r1, r2, r3, r4, r5, r6, r7);
  }

  @Override
  public void square(long[] r, long[] a) {
    long a0 = a[0];
    long a1 = a[1];
    long a2 = a[2];
    long a3 = a[3];

    // The products of different limbs, once.
    long r1 = a0 * a1;
    long c = high(a0, a1);
    long lo = a0 * a2;
    long r2 = lo + c;
    c = high(a0, a2) + below(r2, lo);
    lo = a0 * a3;
    long r3 = lo + c;
    long r4 = high(a0, a3) + below(r3, lo);
    lo = a1 * a2;
    r3 += lo;
    c = high(a1, a2) + below(r3, lo);
    lo = a1 * a3 + c;
    c = high(a1, a3) + below(lo, c);
    r4 += lo;
    long r5 = c + below(r4, lo);
    lo = a2 * a3;
    r5 += lo;
    long r6 = high(a2, a3) + below(r5, lo);

    // Twice, and the squares of the limbs.
    long r7 = r6 >>> 63;
    r6 = r6 << 1 | r5 >>> 63;
    r5 = r5 << 1 | r4 >>> 63;
    r4 = r4 << 1 | r3 >>> 63;
    r3 = r3 << 1 | r2 >>> 63;
    r2 = r2 << 1 | r1 >>> 63;
    r1 <<= 1;
    long r0 = a0 * a0;
    c = high(a0, a0);
    r1 += c;
    c = below(r1, c);
    lo = a1 * a1 + c;
    c = high(a1, a1) + below(lo, c);
    r2 += lo;
    c += below(r2, lo);
    r3 += c;
    c = below(r3, c);
    lo = a2 * a2 + c;
    c = high(a2, a2) + below(lo, c);
    r4 += lo;
    c += below(r4, lo);
    r5 += c;
    c = below(r5, c);
    lo = a3 * a3 + c;
    c = high(a3, a3) + below(lo, c);
    r6 += lo;
    c += below(r6, lo);
    r7 += c;

    reduce(r, r0, r1, r2, r3, r4, r5, r6, r7);
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

  /** Reduces 512 bits: 2^256 is worth 2^256 − p. */
  private static void reduce(
      long[] r, long r0, long r1, long r2, long r3, long r4, long r5, long r6, long r7) {
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

  private static long high(long x, long y) {
    return WideMath.multiplyHigh(x, y);
  }

  private static long below(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }
}
