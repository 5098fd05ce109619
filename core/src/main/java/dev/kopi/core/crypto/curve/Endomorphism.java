package dev.kopi.core.crypto.curve;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/**
 * The map (x, y) → (βx, y) of a curve with a = 0, which multiplies a point by λ, a cube root of one
 * modulo the order. It halves the length of scalars: k = k₁ + k₂λ.
 *
 * @see <a href="https://www.iacr.org/archive/crypto2001/21390189.pdf">Gallant, Lambert,
 *     Vanstone</a>
 */
public final class Endomorphism {
  /** That of secp256k1. */
  static final Endomorphism SECP256K1 =
      new Endomorphism(
          Secp256k1Field.INSTANCE.of(
              UInt256.fromHex("7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501ee")),
          new BigInteger("3086d221a7d46bcde86c90e49284eb15", 16),
          new BigInteger("-e4437ed6010e88286f547fa90abfe4c3", 16),
          new BigInteger("114ca50f7a8e2f3f657c1108d9d44cfd8", 16),
          new BigInteger("3086d221a7d46bcde86c90e49284eb15", 16));

  private final long[] beta;
  private final BigInteger a1;
  private final BigInteger b1;
  private final BigInteger a2;
  private final BigInteger b2;

  /**
   * The map.
   *
   * @param beta β as an element of the field
   * @param a1 with b1: a short vector with a₁ + b₁λ = 0 modulo the order
   * @param b1 its other half
   * @param a2 with b2: another, such that a₁b₂ − a₂b₁ is the order
   * @param b2 its other half
   */
  public Endomorphism(long[] beta, BigInteger a1, BigInteger b1, BigInteger a2, BigInteger b2) {
    this.beta = beta;
    this.a1 = a1;
    this.b1 = b1;
    this.a2 = a2;
    this.b2 = b2;
  }

  long[] beta() {
    return beta;
  }

  /** Splits a scalar: the vector (k, 0) less the nearest one of the lattice. */
  Split split(UInt256 scalar, UInt256 order) {
    BigInteger k = scalar.toBigInteger();
    BigInteger n = order.toBigInteger();
    BigInteger c1 = roundedQuotient(b2.multiply(k), n);
    BigInteger c2 = roundedQuotient(b1.negate().multiply(k), n);
    BigInteger k1 = k.subtract(c1.multiply(a1)).subtract(c2.multiply(a2));
    BigInteger k2 = c1.multiply(b1).add(c2.multiply(b2)).negate();
    return new Split(digits(k1), digits(k2));
  }

  private static byte[] digits(BigInteger scalar) {
    return SignedDigits.of(UInt256.of(scalar.abs()), scalar.signum() < 0);
  }

  private static BigInteger roundedQuotient(BigInteger dividend, BigInteger n) {
    BigInteger sum = dividend.shiftLeft(1).add(n);
    BigInteger[] result = sum.divideAndRemainder(n.shiftLeft(1));
    return result[1].signum() < 0 ? result[0].subtract(BigInteger.ONE) : result[0];
  }

  /** The digits of k₁, the factor of the point, and of k₂, that of its image. */
  static final class Split {
    final byte[] first;
    final byte[] second;

    private Split(byte[] first, byte[] second) {
      this.first = first;
      this.second = second;
    }
  }
}
