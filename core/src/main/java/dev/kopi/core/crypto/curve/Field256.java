package dev.kopi.core.crypto.curve;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/**
 * Arithmetic modulo a prime of at most 256 bits. An element is four longs, the least significant
 * first, in the form that the field computes in; each value has exactly one form. A result may be
 * written over an operand.
 */
public abstract class Field256 {
  private final UInt256 modulus;
  private final long[] m;
  private final ModularInverse inverse;

  /** For an odd prime modulus. */
  protected Field256(UInt256 modulus) {
    this.modulus = modulus;
    this.m = new long[] {modulus.word(3), modulus.word(2), modulus.word(1), modulus.word(0)};
    this.inverse = new ModularInverse(modulus);
  }

  /** The modulus. */
  public final UInt256 modulus() {
    return modulus;
  }

  /** The element of a number. */
  public abstract long[] of(UInt256 value);

  /** The number of an element. */
  public abstract UInt256 toWord(long[] a);

  /** r = a + b. */
  public abstract void add(long[] r, long[] a, long[] b);

  /** r = a − b. */
  public abstract void subtract(long[] r, long[] a, long[] b);

  /** r = a · b. */
  public abstract void multiply(long[] r, long[] a, long[] b);

  /** r = a². */
  public abstract void square(long[] r, long[] a);

  /** Whether a number is below the modulus. */
  public final boolean contains(UInt256 value) {
    return value.compareTo(modulus) < 0;
  }

  /** r = −a. */
  public final void negate(long[] r, long[] a) {
    subtract(r, new long[4], a);
  }

  /** r = a / 2. */
  public final void halve(long[] r, long[] a) {
    // An odd number becomes even when the modulus is added.
    long mask = -(a[0] & 1);
    long m0 = m[0] & mask;
    long m1 = m[1] & mask;
    long m2 = m[2] & mask;
    long m3 = m[3] & mask;
    long r0 = a[0] + m0;
    long r1 = a[1] + m1 + carry(a[0], m0, r0);
    long r2 = a[2] + m2 + carry(a[1], m1, r1);
    long r3 = a[3] + m3 + carry(a[2], m2, r2);
    long top = carry(a[3], m3, r3);
    r[0] = r0 >>> 1 | r1 << 63;
    r[1] = r1 >>> 1 | r2 << 63;
    r[2] = r2 >>> 1 | r3 << 63;
    r[3] = r3 >>> 1 | top << 63;
  }

  /** r = 1 / a, and 0 for 0. */
  public final void invert(long[] r, long[] a) {
    copy(r, of(inverse.of(toWord(a))));
  }

  /**
   * Sets r to a number whose square is a, if there is one. The modulus must be 3 modulo 4.
   *
   * @return whether a is a square
   */
  public final boolean squareRoot(long[] r, long[] a) {
    long[] root = new long[4];
    squareRootCandidate(root, a);
    long[] check = new long[4];
    square(check, root);
    copy(r, root);
    return equal(check, a);
  }

  /** r = a^((p + 1) / 4), which is a root of a if a has one. {@code r} is not {@code a}. */
  protected void squareRootCandidate(long[] r, long[] a) {
    BigInteger exponent = modulus.toBigInteger().add(BigInteger.ONE).shiftRight(2);
    copy(r, a);
    for (int i = exponent.bitLength() - 2; i >= 0; i--) {
      square(r, r);
      if (exponent.testBit(i)) {
        multiply(r, r, a);
      }
    }
  }

  // Branches on these bits would be mispredicted half of the time.

  /** The carry out of a sum of two words and a bit. */
  protected static long carry(long x, long y, long sum) {
    return ((x & y) | ((x | y) & ~sum)) >>> 63;
  }

  /** The borrow out of a difference of two words, less a bit. */
  protected static long borrow(long x, long y, long difference) {
    return ((~x & y) | ((~x | y) & difference)) >>> 63;
  }

  /** Whether an element is 0. */
  public static boolean isZero(long[] a) {
    return (a[0] | a[1] | a[2] | a[3]) == 0;
  }

  /** Whether two elements are the same. */
  public static boolean equal(long[] a, long[] b) {
    return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3])) == 0;
  }

  /** r = a. */
  public static void copy(long[] r, long[] a) {
    r[0] = a[0];
    r[1] = a[1];
    r[2] = a[2];
    r[3] = a[3];
  }
}
