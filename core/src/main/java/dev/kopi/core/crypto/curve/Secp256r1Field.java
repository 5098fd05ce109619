package dev.kopi.core.crypto.curve;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/**
 * The field of secp256r1: p = 2^256 − 2^224 + 2^192 + 2^96 − 1. An element is its number times
 * 2^256 modulo p (Montgomery's form).
 */
public final class Secp256r1Field extends ProductField {
  /** The only instance: it has no state. */
  public static final Secp256r1Field INSTANCE = new Secp256r1Field();

  // The words of p; the first is −1, the third 0.
  private static final long P1 = 0x00000000ffffffffL;
  private static final long P3 = 0xffffffff00000001L;

  private static final long[] NUMBER_ONE = {1, 0, 0, 0};

  private final long[] square;

  private Secp256r1Field() {
    super(UInt256.ofWords(P3, 0, P1, -1));
    BigInteger p = modulus().toBigInteger();
    square = words(UInt256.of(BigInteger.ONE.shiftLeft(512).mod(p)));
  }

  @Override
  public long[] of(UInt256 value) {
    long[] r = words(value);
    multiply(r, r, square);
    return r;
  }

  @Override
  public UInt256 toWord(long[] a) {
    long[] r = new long[4];
    multiply(r, a, NUMBER_ONE);
    return UInt256.ofWords(r[3], r[2], r[1], r[0]);
  }

  private static long[] words(UInt256 value) {
    return new long[] {value.word(3), value.word(2), value.word(1), value.word(0)};
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
    finish(r, r0, r1, r2, r3, c);
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
    // Add p if the difference is below zero.
    long mask = -c;
    r[0] = r0 + mask;
    c = carry(r0, mask, r[0]);
    long m = P1 & mask;
    r[1] = r1 + m + c;
    c = carry(r1, m, r[1]);
    r[2] = r2 + c;
    c &= r2 == -1 ? 1 : 0;
    r[3] = r3 + (P3 & mask) + c;
  }

  /**
   * Divides by 2^256. As p is −1 modulo 2^64, adding the lowest word times p clears that word; the
   * other words of p only shift it.
   */
  @Override
  void reduce(long[] r, long r0, long r1, long r2, long r3, long r4, long r5, long r6, long r7) {
    long lo = r0 << 32;
    r1 += lo;
    long c = (r0 >>> 32) + below(r1, lo);
    r2 += c;
    c = below(r2, c);
    // The low and high words of r0 · P3.
    long high = r0 - (r0 >>> 32) - below(r0, lo);
    lo = r0 - lo + c;
    high += below(lo, c);
    r3 += lo;
    high += below(r3, lo);
    r4 += high;
    long top = below(r4, high);

    lo = r1 << 32;
    r2 += lo;
    c = (r1 >>> 32) + below(r2, lo);
    r3 += c;
    c = below(r3, c);
    high = r1 - (r1 >>> 32) - below(r1, lo);
    lo = r1 - lo + c;
    high += below(lo, c);
    r4 += lo;
    high += below(r4, lo) + top;
    r5 += high;
    top = below(r5, high);

    lo = r2 << 32;
    r3 += lo;
    c = (r2 >>> 32) + below(r3, lo);
    r4 += c;
    c = below(r4, c);
    high = r2 - (r2 >>> 32) - below(r2, lo);
    lo = r2 - lo + c;
    high += below(lo, c);
    r5 += lo;
    high += below(r5, lo) + top;
    r6 += high;
    top = below(r6, high);

    lo = r3 << 32;
    r4 += lo;
    c = (r3 >>> 32) + below(r4, lo);
    r5 += c;
    c = below(r5, c);
    high = r3 - (r3 >>> 32) - below(r3, lo);
    lo = r3 - lo + c;
    high += below(lo, c);
    r6 += lo;
    high += below(r6, lo) + top;
    r7 += high;
    finish(r, r4, r5, r6, r7, below(r7, high));
  }

  /** Brings c · 2^256 + (r3 … r0), below 2p, under p. */
  private static void finish(long[] r, long r0, long r1, long r2, long r3, long c) {
    long s0 = r0 + 1;
    long b = borrow(r0, -1, s0);
    long s1 = r1 - P1 - b;
    b = borrow(r1, P1, s1);
    long s2 = r2 - b;
    b = borrow(r2, 0, s2);
    long s3 = r3 - P3 - b;
    b = borrow(r3, P3, s3);
    long keep = c - b;
    r[0] = s0 ^ ((s0 ^ r0) & keep);
    r[1] = s1 ^ ((s1 ^ r1) & keep);
    r[2] = s2 ^ ((s2 ^ r2) & keep);
    r[3] = s3 ^ ((s3 ^ r3) & keep);
  }
}
