package dev.kopi.core.crypto;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/** Multiples of points of secp256k1. Not constant in time. */
final class Secp256k1Multiplier {
  private static final BigInteger N = Secp256k1.ORDER.toBigInteger();

  // The endomorphism (x, y) -> (βx, y) multiplies a point by λ, a cube root of one modulo n. The
  // short vectors (A1, B1) and (A2, B2) of the lattice of pairs with a + bλ = 0 split a scalar.
  private static final long[] BETA = {
    0xc1396c28719501eeL, 0x9cf0497512f58995L, 0x6e64479eac3434e9L, 0x7ae96a2b657c0710L
  };
  private static final BigInteger A1 = new BigInteger("3086d221a7d46bcde86c90e49284eb15", 16);
  private static final BigInteger MINUS_B1 = new BigInteger("e4437ed6010e88286f547fa90abfe4c3", 16);
  private static final BigInteger A2 = new BigInteger("114ca50f7a8e2f3f657c1108d9d44cfd8", 16);
  private static final BigInteger B2 = A1;

  private static final int WIDTH = 5;
  private static final int TABLE = 1 << (WIDTH - 2);

  private Secp256k1Multiplier() {}

  /** {@code scalar · point} for a finite point and a scalar below n. */
  static Secp256k1Point multiply(Secp256k1Point point, BigInteger scalar) {
    BigInteger c1 = roundedQuotient(B2.multiply(scalar));
    BigInteger c2 = roundedQuotient(MINUS_B1.multiply(scalar));
    BigInteger k1 = scalar.subtract(c1.multiply(A1)).subtract(c2.multiply(A2));
    BigInteger k2 = c1.multiply(MINUS_B1).subtract(c2.multiply(B2));
    byte[] digits1 = signedDigits(k1);
    byte[] digits2 = signedDigits(k2);

    Secp256k1Point[] odd1 = oddMultiples(point);
    Secp256k1Point[] odd2 = new Secp256k1Point[TABLE];
    for (int i = 0; i < TABLE; i++) {
      odd2[i] = new Secp256k1Point(odd1[i]);
      Secp256k1Field.multiply(odd2[i].x, odd2[i].x, BETA);
    }
    Secp256k1Point sum = new Secp256k1Point();
    Secp256k1Point negated = new Secp256k1Point();
    for (int i = Math.max(digits1.length, digits2.length) - 1; i >= 0; i--) {
      sum.twice();
      addDigit(sum, odd1, i < digits1.length ? digits1[i] : 0, negated);
      addDigit(sum, odd2, i < digits2.length ? digits2[i] : 0, negated);
    }
    return sum;
  }

  private static void addDigit(
      Secp256k1Point sum, Secp256k1Point[] odd, int digit, Secp256k1Point negated) {
    if (digit > 0) {
      sum.addPoint(odd[digit >> 1]);
    } else if (digit < 0) {
      negated.set(odd[-digit >> 1]);
      negated.negateY();
      sum.addPoint(negated);
    }
  }

  private static Secp256k1Point[] oddMultiples(Secp256k1Point point) {
    Secp256k1Point twice = new Secp256k1Point(point);
    twice.twice();
    Secp256k1Point[] odd = new Secp256k1Point[TABLE];
    odd[0] = point;
    for (int i = 1; i < TABLE; i++) {
      odd[i] = new Secp256k1Point(odd[i - 1]);
      odd[i].addPoint(twice);
    }
    return odd;
  }

  private static BigInteger roundedQuotient(BigInteger dividend) {
    return dividend.shiftLeft(1).add(N).divide(N.shiftLeft(1));
  }

  /** Digits of {@link #WIDTH} bits, zero or odd, the lowest first: never two in a row not zero. */
  private static byte[] signedDigits(BigInteger scalar) {
    UInt256 rest = UInt256.of(scalar.abs());
    int sign = scalar.signum();
    byte[] digits = new byte[rest.bitLength() + 1];
    // The numbers have at most 129 bits.
    long low = rest.word(3);
    long middle = rest.word(2);
    long high = rest.word(1);
    for (int i = 0; (low | middle | high) != 0; i++) {
      if ((low & 1) != 0) {
        int digit = (int) (low << (64 - WIDTH) >> (64 - WIDTH));
        digits[i] = (byte) (sign * digit);
        long before = low;
        low -= digit;
        if (digit < 0 && Long.compareUnsigned(low, before) < 0 && ++middle == 0) {
          high++;
        }
      }
      low = low >>> 1 | middle << 63;
      middle = middle >>> 1 | high << 63;
      high >>>= 1;
    }
    return digits;
  }
}
