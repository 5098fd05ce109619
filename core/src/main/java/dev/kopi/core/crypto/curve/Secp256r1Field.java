package dev.kopi.core.crypto.curve;

import dev.kopi.core.platform.WideMath;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/**
 * The field of secp256r1: p = 2^256 − 2^224 + 2^192 + 2^96 − 1. An element is its number times
 * 2^256 modulo p (Montgomery's form).
 */
public final class Secp256r1Field extends Field256 {
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
      // Below zero: add p.
      c = r0 != 0 ? 1 : 0;
      r0 -= 1;
      r1 += c;
      c = below(r1, c);
      r1 += P1;
      c += below(r1, P1);
      r2 += c;
      c = below(r2, c);
      r3 += P3 + c;
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
    long t0 = 0;
    long t1 = 0;
    long t2 = 0;
    long t3 = 0;
    long t4 = 0;
    for (int i = 0; i < 4; i++) {
      // t += a[i] · b
      long x = a[i];
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
      c += below(t3, lo);
      t4 += c;

      // t = (t + q · p) / 2^64 with q = t0, as p is −1 modulo 2^64.
      long q = t0;
      lo = q << 32;
      t0 = t1 + lo;
      c = below(t0, lo);
      lo = (q >>> 32) + c;
      t1 = t2 + lo;
      c = below(t1, lo);
      lo = q * P3 + c;
      c = high(q, P3) + below(lo, c);
      t2 = t3 + lo;
      c += below(t2, lo);
      t3 = t4 + c;
      t4 = below(t3, c);
    }
    finish(r, t0, t1, t2, t3, t4);
  }

  @Override
  public void square(long[] r, long[] a) {
    multiply(r, a, a);
  }

  /** Brings c · 2^256 + (r3 … r0), below 2p, under p. */
  private static void finish(long[] r, long r0, long r1, long r2, long r3, long c) {
    long s0 = r0 + 1;
    long b = s0 == 0 ? 0 : 1;
    long s1 = r1 - P1;
    long d = below(r1, P1) + below(s1, b);
    s1 -= b;
    long s2 = r2 - d;
    b = below(r2, d);
    long s3 = r3 - P3;
    d = below(r3, P3) + below(s3, b);
    s3 -= b;
    boolean keep = c < d;
    r[0] = keep ? r0 : s0;
    r[1] = keep ? r1 : s1;
    r[2] = keep ? r2 : s2;
    r[3] = keep ? r3 : s3;
  }

  private static long high(long x, long y) {
    return WideMath.multiplyHigh(x, y);
  }

  private static long below(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }
}
