package dev.kopi.core.crypto.bn254;

import dev.kopi.core.platform.WideMath;

/**
 * The base field of the curve, p = 36x⁴ + 36x³ + 24x² + 6x + 1. An element is its number times
 * 2^256 modulo p (Montgomery's form): four longs from an offset in an array, the least significant
 * first, always below p. A result may be written over an operand.
 */
final class Fp {
  /** How many longs an element has. */
  static final int SIZE = 4;

  static final long P0 = 0x3c208c16d87cfd47L;
  static final long P1 = 0x97816a916871ca8dL;
  static final long P2 = 0xb85045b68181585dL;
  static final long P3 = 0x30644e72e131a029L;

  /** −1 / p modulo 2^64. */
  private static final long INVERSE = 0x87d20782e4866389L;

  private Fp() {}

  /** r = a + b. */
  static void add(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    long r0 = a[ao] + b[bo];
    long c = carry(a[ao], b[bo], r0);
    long r1 = a[ao + 1] + b[bo + 1] + c;
    c = carry(a[ao + 1], b[bo + 1], r1);
    long r2 = a[ao + 2] + b[bo + 2] + c;
    c = carry(a[ao + 2], b[bo + 2], r2);
    finish(r, ro, r0, r1, r2, a[ao + 3] + b[bo + 3] + c);
  }

  /** r = a − b. */
  static void subtract(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    long r0 = a[ao] - b[bo];
    long c = borrow(a[ao], b[bo], r0);
    long r1 = a[ao + 1] - b[bo + 1] - c;
    c = borrow(a[ao + 1], b[bo + 1], r1);
    long r2 = a[ao + 2] - b[bo + 2] - c;
    c = borrow(a[ao + 2], b[bo + 2], r2);
    long r3 = a[ao + 3] - b[bo + 3] - c;
    // p where the difference is below zero, else 0; the top limbs are below 2^62.
    long mask = r3 >> 63;
    long m = mask & P0;
    r[ro] = r0 + m;
    c = carry(r0, m, r[ro]);
    m = mask & P1;
    r[ro + 1] = r1 + m + c;
    c = carry(r1, m, r[ro + 1]);
    m = mask & P2;
    r[ro + 2] = r2 + m + c;
    c = carry(r2, m, r[ro + 2]);
    r[ro + 3] = r3 + (mask & P3) + c;
  }

  /** r = a · b. */
  static void multiply(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    long b0 = b[bo];
    long b1 = b[bo + 1];
    long b2 = b[bo + 2];
    long b3 = b[bo + 3];
    long t0 = 0;
    long t1 = 0;
    long t2 = 0;
    long t3 = 0;
    for (int i = 0; i < SIZE; i++) {
      // t += a[i] · b; the top limbs of p leave room for all carries.
      long x = a[ao + i];
      long lo = x * b0;
      t0 += lo;
      long c = high(x, b0) + below(t0, lo);
      lo = x * b1 + c;
      c = high(x, b1) + below(lo, c);
      t1 += lo;
      c += below(t1, lo);
      lo = x * b2 + c;
      c = high(x, b2) + below(lo, c);
      t2 += lo;
      c += below(t2, lo);
      lo = x * b3 + c;
      c = high(x, b3) + below(lo, c);
      t3 += lo;
      long t4 = c + below(t3, lo);

      // t = (t + q · p) / 2^64
      long q = t0 * INVERSE;
      c = high(q, P0) + (t0 != 0 ? 1 : 0);
      lo = q * P1 + c;
      c = high(q, P1) + below(lo, c);
      t0 = t1 + lo;
      c += below(t0, lo);
      lo = q * P2 + c;
      c = high(q, P2) + below(lo, c);
      t1 = t2 + lo;
      c += below(t1, lo);
      lo = q * P3 + c;
      c = high(q, P3) + below(lo, c);
      t2 = t3 + lo;
      c += below(t2, lo);
      t3 = t4 + c;
    }
    finish(r, ro, t0, t1, t2, t3);
  }

  /** r = a · b + c · d. */
  static void multiplyAdd(
      long[] r, int ro, long[] a, int ao, long[] b, int bo, long[] c, int co, long[] d, int doff) {
    multiplyTwice(r, ro, a, ao, b, bo, c[co], c[co + 1], c[co + 2], c[co + 3], d, doff);
  }

  /** r = a · b − c · d. */
  static void multiplySubtract(
      long[] r, int ro, long[] a, int ao, long[] b, int bo, long[] c, int co, long[] d, int doff) {
    long c0 = P0 - c[co];
    long w = below(P0, c[co]);
    long c1 = P1 - c[co + 1];
    long v = below(P1, c[co + 1]) + below(c1, w);
    c1 -= w;
    long c2 = P2 - c[co + 2];
    w = below(P2, c[co + 2]) + below(c2, v);
    c2 -= v;
    long c3 = P3 - c[co + 3] - w;
    multiplyTwice(r, ro, a, ao, b, bo, c0, c1, c2, c3, d, doff);
  }

  /** The sum of two products, reduced once: it stays below 2p, as p is below 2^254. */
  private static void multiplyTwice(
      long[] r,
      int ro,
      long[] a,
      int ao,
      long[] b,
      int bo,
      long c0,
      long c1,
      long c2,
      long c3,
      long[] d,
      int doff) {
    long b0 = b[bo];
    long b1 = b[bo + 1];
    long b2 = b[bo + 2];
    long b3 = b[bo + 3];
    long t0 = 0;
    long t1 = 0;
    long t2 = 0;
    long t3 = 0;
    long t4;
    for (int i = 0; i < SIZE; i++) {
      long x = a[ao + i];
      long lo = x * b0;
      t0 += lo;
      long c = high(x, b0) + below(t0, lo);
      lo = x * b1 + c;
      c = high(x, b1) + below(lo, c);
      t1 += lo;
      c += below(t1, lo);
      lo = x * b2 + c;
      c = high(x, b2) + below(lo, c);
      t2 += lo;
      c += below(t2, lo);
      lo = x * b3 + c;
      c = high(x, b3) + below(lo, c);
      t3 += lo;
      t4 = c + below(t3, lo);

      x = d[doff + i];
      lo = x * c0;
      t0 += lo;
      c = high(x, c0) + below(t0, lo);
      lo = x * c1 + c;
      c = high(x, c1) + below(lo, c);
      t1 += lo;
      c += below(t1, lo);
      lo = x * c2 + c;
      c = high(x, c2) + below(lo, c);
      t2 += lo;
      c += below(t2, lo);
      lo = x * c3 + c;
      c = high(x, c3) + below(lo, c);
      t3 += lo;
      t4 += c + below(t3, lo);

      long q = t0 * INVERSE;
      c = high(q, P0) + (t0 != 0 ? 1 : 0);
      lo = q * P1 + c;
      c = high(q, P1) + below(lo, c);
      t0 = t1 + lo;
      c += below(t0, lo);
      lo = q * P2 + c;
      c = high(q, P2) + below(lo, c);
      t1 = t2 + lo;
      c += below(t1, lo);
      lo = q * P3 + c;
      c = high(q, P3) + below(lo, c);
      t2 = t3 + lo;
      c += below(t2, lo);
      t3 = t4 + c;
    }
    finish(r, ro, t0, t1, t2, t3);
  }

  /** Whether an element is 0. */
  static boolean isZero(long[] a, int ao) {
    return (a[ao] | a[ao + 1] | a[ao + 2] | a[ao + 3]) == 0;
  }

  /** Brings a number below 2p under p. */
  private static void finish(long[] r, int ro, long r0, long r1, long r2, long r3) {
    long s0 = r0 - P0;
    long b = borrow(r0, P0, s0);
    long s1 = r1 - P1 - b;
    b = borrow(r1, P1, s1);
    long s2 = r2 - P2 - b;
    b = borrow(r2, P2, s2);
    long s3 = r3 - P3 - b;
    long keep = s3 >> 63;
    r[ro] = s0 ^ ((s0 ^ r0) & keep);
    r[ro + 1] = s1 ^ ((s1 ^ r1) & keep);
    r[ro + 2] = s2 ^ ((s2 ^ r2) & keep);
    r[ro + 3] = s3 ^ ((s3 ^ r3) & keep);
  }

  // Branches on these bits would be mispredicted half of the time.

  private static long carry(long x, long y, long sum) {
    return ((x & y) | ((x | y) & ~sum)) >>> 63;
  }

  private static long borrow(long x, long y, long difference) {
    return ((~x & y) | ((~x | y) & difference)) >>> 63;
  }

  private static long high(long x, long y) {
    return WideMath.multiplyHigh(x, y);
  }

  private static long below(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }
}
