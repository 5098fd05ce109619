package dev.kopi.core.evm.word;

import dev.kopi.core.platform.WideMath;

/**
 * Products of words. These methods are large on purpose: inlined into the interpreter's loop they
 * would exhaust what the compiler optimises.
 */
public final class WordMultiplication {
  private WordMultiplication() {}

  /** Multiplies the two words on top; conventions as in {@link Arithmetic}. */
  public static void mul(long[] s, int sp) {
    multiply(s, sp - 4, sp - 8, sp - 8);
  }

  /** The word at {@code out} becomes the low 256 bits of the product of those at a and b. */
  static void multiply(long[] s, int a, int b, int out) {
    long a0 = s[a + 3];
    long b0 = s[b + 3];
    long a1 = s[a + 2];
    long b1 = s[b + 2];
    long a2 = s[a + 1];
    long b2 = s[b + 1];
    long r0 = a0 * b0;
    long r1 = WideMath.multiplyHigh(a0, b0);
    if ((a1 | a2 | s[a] | b1 | b2 | s[b]) == 0) {
      s[out] = 0;
      s[out + 1] = 0;
      s[out + 2] = r1;
      s[out + 3] = r0;
      return;
    }
    long r3 = a0 * s[b] + a1 * b2 + a2 * b1 + s[a] * b0;

    // Column 1: a0 b1 + a1 b0.
    long low = a0 * b1;
    long high = WideMath.multiplyHigh(a0, b1);
    r1 += low;
    high += Long.compareUnsigned(r1, low) < 0 ? 1 : 0;
    long r2 = high;
    low = a1 * b0;
    high = WideMath.multiplyHigh(a1, b0);
    r1 += low;
    high += Long.compareUnsigned(r1, low) < 0 ? 1 : 0;
    r2 += high;
    r3 += Long.compareUnsigned(r2, high) < 0 ? 1 : 0;

    // Column 2: a0 b2 + a1 b1 + a2 b0.
    low = a0 * b2;
    r2 += low;
    r3 += WideMath.multiplyHigh(a0, b2) + (Long.compareUnsigned(r2, low) < 0 ? 1 : 0);
    low = a1 * b1;
    r2 += low;
    r3 += WideMath.multiplyHigh(a1, b1) + (Long.compareUnsigned(r2, low) < 0 ? 1 : 0);
    low = a2 * b0;
    r2 += low;
    r3 += WideMath.multiplyHigh(a2, b0) + (Long.compareUnsigned(r2, low) < 0 ? 1 : 0);

    s[out] = r3;
    s[out + 1] = r2;
    s[out + 2] = r1;
    s[out + 3] = r0;
  }

  /**
   * The whole product of the words at a and b in s, as eight longs, the least significant first.
   */
  static void multiplyWhole(long[] s, int a, int b, long[] product) {
    long b0 = s[b + 3];
    long b1 = s[b + 2];
    long b2 = s[b + 1];
    long b3 = s[b];
    long r0 = 0;
    long r1 = 0;
    long r2 = 0;
    long r3 = 0;
    for (int i = 0; i < 4; i++) {
      long factor = s[a + 3 - i];
      // The row's sum and the four longs so far fit five longs.
      long low = factor * b0;
      long carry = WideMath.multiplyHigh(factor, b0);
      r0 += low;
      carry += Long.compareUnsigned(r0, low) < 0 ? 1 : 0;
      product[i] = r0;

      low = factor * b1;
      long high = WideMath.multiplyHigh(factor, b1);
      r1 += low;
      high += Long.compareUnsigned(r1, low) < 0 ? 1 : 0;
      r0 = r1 + carry;
      carry = high + (Long.compareUnsigned(r0, carry) < 0 ? 1 : 0);

      low = factor * b2;
      high = WideMath.multiplyHigh(factor, b2);
      r2 += low;
      high += Long.compareUnsigned(r2, low) < 0 ? 1 : 0;
      r1 = r2 + carry;
      carry = high + (Long.compareUnsigned(r1, carry) < 0 ? 1 : 0);

      low = factor * b3;
      high = WideMath.multiplyHigh(factor, b3);
      r3 += low;
      high += Long.compareUnsigned(r3, low) < 0 ? 1 : 0;
      r2 = r3 + carry;
      r3 = high + (Long.compareUnsigned(r2, carry) < 0 ? 1 : 0);
    }
    product[4] = r0;
    product[5] = r1;
    product[6] = r2;
    product[7] = r3;
  }

  /**
   * The word below raised to the power on top, by squaring; conventions as in {@link Arithmetic}.
   *
   * @param scratch eight longs
   */
  public static void exp(long[] s, int sp, long[] scratch) {
    // scratch: the base, and the result so far.
    System.arraycopy(s, sp - 4, scratch, 0, 4);
    scratch[4] = 0;
    scratch[5] = 0;
    scratch[6] = 0;
    scratch[7] = 1;
    int bits = bitLength(s, sp - 8);
    if (bits > 0) {
      System.arraycopy(scratch, 0, scratch, 4, 4);
    }
    for (int i = bits - 2; i >= 0; i--) {
      multiply(scratch, 4, 4, 4);
      if ((s[sp - 5 - (i >>> 6)] >>> i & 1) != 0) {
        multiply(scratch, 0, 4, 4);
      }
    }
    System.arraycopy(scratch, 4, s, sp - 8, 4);
  }

  /** How many bits the word at {@code at} needs. */
  public static int bitLength(long[] s, int at) {
    for (int i = 0; i < 4; i++) {
      if (s[at + i] != 0) {
        return 64 * (4 - i) - Long.numberOfLeadingZeros(s[at + i]);
      }
    }
    return 0;
  }
}
