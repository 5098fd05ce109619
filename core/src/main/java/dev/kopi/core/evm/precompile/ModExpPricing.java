package dev.kopi.core.evm.precompile;

import dev.kopi.core.primitives.UInt256;

/** What modular exponentiation costs, from the lengths of its numbers. */
enum ModExpPricing {
  /** "floor(mult_complexity(max(length_of_MODULUS, length_of_BASE)) * max(ADJUSTED, 1) / 20)". */
  EIP_198(8, 20, 0) {
    @Override
    UInt256 complexity(UInt256 x) {
      UInt256 square = x.multiply(x);
      if (x.compareTo(UInt256.of(64)) <= 0) {
        return square;
      }
      if (x.compareTo(UInt256.of(1024)) <= 0) {
        return square
            .divide(UInt256.of(4))
            .add(x.multiply(UInt256.of(96)))
            .subtract(UInt256.of(3072));
      }
      return square
          .divide(UInt256.of(16))
          .add(x.multiply(UInt256.of(480)))
          .subtract(UInt256.of(199_680));
    }
  },

  /** "max(200, math.floor(multiplication_complexity * iteration_count / 3))". */
  EIP_2565(8, 3, 200) {
    @Override
    UInt256 complexity(UInt256 x) {
      return wordsSquared(x);
    }
  },

  /** "max(500, math.floor(multiplication_complexity * iteration_count))". */
  EIP_7883(16, 1, 500) {
    @Override
    UInt256 complexity(UInt256 x) {
      return x.compareTo(HEAD) <= 0 ? UInt256.of(16) : wordsSquared(x).multiply(UInt256.of(2));
    }
  };

  /** How many bytes of the exponent are looked at. */
  private static final UInt256 HEAD = UInt256.of(32);

  /** Stands for all lengths above it: they cost more than {@link #LARGEST}, or nothing. */
  private static final UInt256 LONGEST = UInt256.ofWords(0, 0, 1, 0);

  /** Stands for all costs above it. */
  private static final long LARGEST = 1L << 62;

  private final UInt256 longExponentFactor;
  private final UInt256 divisor;
  private final long minimum;

  ModExpPricing(long longExponentFactor, long divisor, long minimum) {
    this.longExponentFactor = UInt256.of(longExponentFactor);
    this.divisor = UInt256.of(divisor);
    this.minimum = minimum;
  }

  /** The cost of one multiplication of numbers of {@code x} bytes. */
  abstract UInt256 complexity(UInt256 x);

  /**
   * The cost, at most 2^62.
   *
   * @param length of the longer of base and modulus
   * @param exponentLength of the exponent
   * @param headBits how many bits its first 32 bytes need, as a number
   */
  long gas(UInt256 length, UInt256 exponentLength, int headBits) {
    UInt256 iterations = UInt256.of(Math.max(0, headBits - 1));
    if (exponentLength.compareTo(HEAD) > 0) {
      UInt256 rest = smaller(exponentLength, LONGEST).subtract(HEAD);
      iterations = iterations.add(rest.multiply(longExponentFactor));
    }
    if (iterations.isZero()) {
      iterations = UInt256.ONE;
    }
    UInt256 cost = complexity(smaller(length, LONGEST)).multiply(iterations).divide(divisor);
    return Math.max(minimum, Math.min(LARGEST, cost.toLongSaturated()));
  }

  private static UInt256 wordsSquared(UInt256 length) {
    UInt256 words = length.add(UInt256.of(7)).divide(UInt256.of(8));
    return words.multiply(words);
  }

  private static UInt256 smaller(UInt256 a, UInt256 b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
