package dev.kopi.core.evm.precompile;

import dev.kopi.core.platform.WideMath;
import java.math.BigInteger;

/** What modular exponentiation costs, from the lengths of its numbers. */
enum ModExpPricing {
  /** "floor(mult_complexity(max(length_of_MODULUS, length_of_BASE)) * max(ADJUSTED, 1) / 20)". */
  EIP_198(8, 20, 0) {
    @Override
    long complexity(long length) {
      if (length <= 64) {
        return length * length;
      }
      if (length <= 1024) {
        return length * length / 4 + 96 * length - 3072;
      }
      return length * length / 16 + 480 * length - 199_680;
    }
  },

  /** "max(200, math.floor(multiplication_complexity * iteration_count / 3))". */
  EIP_2565(8, 3, 200) {
    @Override
    long complexity(long length) {
      return wordsSquared(length);
    }
  },

  /** "max(500, math.floor(multiplication_complexity * iteration_count))". */
  EIP_7883(16, 1, 500) {
    @Override
    long complexity(long length) {
      return length <= 32 ? 16 : 2 * wordsSquared(length);
    }
  };

  /** Longer numbers cost more than any gas limit can be. */
  private static final long MAX_LENGTH = 1L << 31;

  /** Stands for all costs above it. */
  private static final long LARGEST = 1L << 62;

  private final long longExponentFactor;
  private final long divisor;
  private final long minimum;

  ModExpPricing(long longExponentFactor, long divisor, long minimum) {
    this.longExponentFactor = longExponentFactor;
    this.divisor = divisor;
    this.minimum = minimum;
  }

  /** The cost of one multiplication of numbers of {@code length} bytes, at most 2^31. */
  abstract long complexity(long length);

  /**
   * The cost, at most 2^62.
   *
   * @param length of the longer of base and modulus
   * @param exponentLength of the exponent
   * @param headBits how many bits its first 32 bytes need, as a number
   */
  long gas(long length, long exponentLength, int headBits) {
    if (length == 0 && this != EIP_7883) {
      // The complexity is 0, whatever the exponent.
      return minimum;
    }
    if (length > MAX_LENGTH || exponentLength > Long.MAX_VALUE / 32) {
      return LARGEST;
    }
    long iterations = exponentLength > 32 ? longExponentFactor * (exponentLength - 32) : 0;
    iterations = Math.max(1, iterations + Math.max(0, headBits - 1));
    return Math.max(minimum, quotient(complexity(length), iterations));
  }

  private long quotient(long x, long y) {
    if (WideMath.multiplyHigh(x, y) == 0 && x * y >= 0) {
      return Math.min(LARGEST, x * y / divisor);
    }
    BigInteger exact =
        BigInteger.valueOf(x).multiply(BigInteger.valueOf(y)).divide(BigInteger.valueOf(divisor));
    return exact.min(BigInteger.valueOf(LARGEST)).longValue();
  }

  private static long wordsSquared(long length) {
    long words = (length + 7) / 8;
    return words * words;
  }
}
