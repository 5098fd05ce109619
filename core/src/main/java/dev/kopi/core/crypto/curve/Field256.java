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

  /** For a prime modulus. */
  protected Field256(UInt256 modulus) {
    this.modulus = modulus;
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

  /** r = 1 / a, and 0 for 0. */
  public final void invert(long[] r, long[] a) {
    copy(r, isZero(a) ? a : of(ModularInverse.of(toWord(a), modulus)));
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
