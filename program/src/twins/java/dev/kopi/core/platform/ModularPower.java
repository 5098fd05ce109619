package dev.kopi.core.platform;

import java.math.BigInteger;

/** Modular exponentiation; the translated library knows it for odd moduli alone. */
public final class ModularPower {
  private ModularPower() {}

  /** base to the power of exponent, modulo a modulus greater than zero; none is negative. */
  public static BigInteger of(BigInteger base, BigInteger exponent, BigInteger modulus) {
    int twos = modulus.getLowestSetBit();
    if (twos == 0) {
      return base.modPow(exponent, modulus);
    }
    // modulus = 2^twos × odd: the result modulo both, joined by the Chinese remainder theorem.
    BigInteger odd = modulus.shiftRight(twos);
    BigInteger low = ofPowerOfTwo(base, exponent, twos);
    if (odd.equals(BigInteger.ONE)) {
      return low;
    }
    BigInteger high = base.modPow(exponent, odd);
    BigInteger inverse = inverse(odd, twos);
    BigInteger difference = low.subtract(high).multiply(inverse).and(mask(twos));
    return high.add(odd.multiply(difference));
  }

  private static BigInteger mask(int bits) {
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  private static BigInteger ofPowerOfTwo(BigInteger base, BigInteger exponent, int bits) {
    BigInteger mask = mask(bits);
    BigInteger factor = base.and(mask);
    BigInteger result = BigInteger.ONE;
    for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
      result = result.multiply(result).and(mask);
      if (exponent.testBit(bit)) {
        result = result.multiply(factor).and(mask);
      }
    }
    return result;
  }

  /** The inverse of an odd number modulo 2^bits, by Newton's iteration. */
  private static BigInteger inverse(BigInteger odd, int bits) {
    BigInteger result = BigInteger.ONE;
    for (int good = 1; good < bits; good *= 2) {
      BigInteger mask = mask(Math.min(2 * good, bits));
      result = result.multiply(BigInteger.TWO.subtract(odd.multiply(result))).and(mask);
    }
    return result;
  }
}
