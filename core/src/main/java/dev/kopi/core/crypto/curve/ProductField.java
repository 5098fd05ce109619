package dev.kopi.core.crypto.curve;

import dev.kopi.core.platform.WideMath;
import dev.kopi.core.primitives.UInt256;

/** A field whose modulus has a form that makes it cheap to reduce a product of 512 bits. */
abstract class ProductField extends Field256 {
  ProductField(UInt256 modulus) {
    super(modulus);
  }

  /** Sets r to the product, from its eight words, the least significant first. */
  abstract void reduce(
      long[] r, long r0, long r1, long r2, long r3, long r4, long r5, long r6, long r7);

  @Override
  public final void multiply(long[] r, long[] a, long[] b) {
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
  public final void square(long[] r, long[] a) {
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

  static long high(long x, long y) {
    return WideMath.multiplyHigh(x, y);
  }

  static long below(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }
}
