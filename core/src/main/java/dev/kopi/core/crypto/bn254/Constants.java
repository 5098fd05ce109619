package dev.kopi.core.crypto.bn254;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/** Numbers that belong to the curve, derived from its parameter x once. */
final class Constants {
  /** The parameter that p and the order of the groups are polynomials of. */
  static final long X = 4965661367192848881L;

  /** 1 in Fp. */
  static final long[] ONE = Bn254Field.INSTANCE.of(UInt256.ONE);

  /** b / ξ in Fp2, with b = 3: the twist is y² = x³ + b / ξ. */
  static final long[] TWIST_B = new long[Fp2.SIZE];

  /** Three times {@link #TWIST_B}. */
  static final long[] THREE_TWIST_B = new long[Fp2.SIZE];

  /** For powers 1 to 3 and exponents e from 0 to 5: ξ^(e (p^power − 1) / 6), by e. */
  static final long[][] FROBENIUS = new long[3][6 * Fp2.SIZE];

  /** The digits of 6x + 2 from −1 to 1, the lowest first, never two in a row that are not 0. */
  static final byte[] ATE_LOOP = digits();

  static {
    Fp2 fp2 = new Fp2();
    long[] xi = Fp2.of(UInt256.of(9), UInt256.ONE);
    long[] inverse = new long[Fp2.SIZE];
    fp2.invert(inverse, 0, xi, 0);
    long[] three = Fp2.of(UInt256.of(3), UInt256.ZERO);
    fp2.multiply(TWIST_B, 0, three, 0, inverse, 0);
    fp2.multiply(THREE_TWIST_B, 0, three, 0, TWIST_B, 0);

    BigInteger p = Bn254Field.INSTANCE.modulus().toBigInteger();
    BigInteger exponent = p.subtract(BigInteger.ONE).divide(BigInteger.valueOf(6));
    long[] first = power(fp2, xi, exponent);
    long[] conjugate = new long[Fp2.SIZE];
    Fp2.conjugate(conjugate, 0, first, 0);
    // p² − 1 = (p − 1)(p + 1) and p³ − 1 = (p − 1)(p² + p + 1); a conjugate is a power of p.
    long[] second = new long[Fp2.SIZE];
    fp2.multiply(second, 0, first, 0, conjugate, 0);
    long[] third = new long[Fp2.SIZE];
    fp2.multiply(third, 0, second, 0, first, 0);
    fillPowers(fp2, FROBENIUS[0], first);
    fillPowers(fp2, FROBENIUS[1], second);
    fillPowers(fp2, FROBENIUS[2], third);
  }

  private Constants() {}

  private static void fillPowers(Fp2 fp2, long[] table, long[] base) {
    System.arraycopy(ONE, 0, table, 0, Fp.SIZE);
    for (int e = 1; e < 6; e++) {
      fp2.multiply(table, e * Fp2.SIZE, table, (e - 1) * Fp2.SIZE, base, 0);
    }
  }

  private static long[] power(Fp2 fp2, long[] base, BigInteger exponent) {
    long[] r = base.clone();
    for (int i = exponent.bitLength() - 2; i >= 0; i--) {
      fp2.square(r, 0, r, 0);
      if (exponent.testBit(i)) {
        fp2.multiply(r, 0, r, 0, base, 0);
      }
    }
    return r;
  }

  private static byte[] digits() {
    BigInteger rest = BigInteger.valueOf(X).multiply(BigInteger.valueOf(6)).add(BigInteger.TWO);
    byte[] digits = new byte[rest.bitLength() + 1];
    int length = 0;
    for (; rest.signum() != 0; length++) {
      if (rest.testBit(0)) {
        int digit = rest.testBit(1) ? -1 : 1;
        digits[length] = (byte) digit;
        rest = rest.subtract(BigInteger.valueOf(digit));
      }
      rest = rest.shiftRight(1);
    }
    return java.util.Arrays.copyOf(digits, length);
  }
}
