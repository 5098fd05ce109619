package dev.kopi.core.evm.word;

import dev.kopi.core.platform.WideMath;

/**
 * Quotients and remainders of words, with the longs they are worked out in. Long division in base
 * 2^64; quotient digits come from multiplying with the divisor's reciprocal.
 *
 * @see <a href="https://gmplib.org/~tege/division-paper.pdf">Möller and Granlund, Improved division
 *     by invariant integers</a>
 */
public final class WordDivision {
  /** ⌊(2^19 − 3 · 2^8) / d⌋ by the low eight bits of d, which has nine. */
  private static final short[] RECIPROCALS = new short[256];

  static {
    for (int i = 0; i < 256; i++) {
      RECIPROCALS[i] = (short) (((1 << 19) - 3 * (1 << 8)) / (256 + i));
    }
  }

  // All numbers here: least significant long first.
  private final long[] numerator = new long[9];
  private final long[] divisor = new long[4];
  private final long[] quotient = new long[5];

  /** The word on top divided by the one below; conventions as in {@link Arithmetic}. */
  public void div(long[] s, int sp) {
    if (bothSmall(s, sp)) {
      long b = s[sp - 5];
      s[sp - 5] = b == 0 ? 0 : Long.divideUnsigned(s[sp - 1], b);
      return;
    }
    divide(s, sp - 4, sp - 8);
    put(quotient, s, sp - 8);
  }

  /** As {@link #div}, the remainder. */
  public void mod(long[] s, int sp) {
    if (bothSmall(s, sp)) {
      long b = s[sp - 5];
      s[sp - 5] = b == 0 ? 0 : Long.remainderUnsigned(s[sp - 1], b);
      return;
    }
    divide(s, sp - 4, sp - 8);
    put(numerator, s, sp - 8);
  }

  /** As {@link #div}, signed, rounded towards zero. */
  public void sdiv(long[] s, int sp) {
    boolean negative = (s[sp - 4] ^ s[sp - 8]) < 0;
    makePositive(s, sp - 4);
    makePositive(s, sp - 8);
    div(s, sp);
    if (negative) {
      negate(s, sp - 8);
    }
  }

  /** As {@link #mod}, signed; the remainder has the dividend's sign. */
  public void smod(long[] s, int sp) {
    boolean negative = s[sp - 4] < 0;
    makePositive(s, sp - 4);
    makePositive(s, sp - 8);
    mod(s, sp);
    if (negative) {
      negate(s, sp - 8);
    }
  }

  /** The sum of the two words on top modulo the third; the result in place of the third. */
  public void addMod(long[] s, int sp) {
    long carry = 0;
    for (int i = 0; i < 4; i++) {
      long a = s[sp - 1 - i];
      long b = s[sp - 5 - i];
      long sum = a + b + carry;
      carry = ((a & b) | ((a | b) & ~sum)) >>> 63;
      numerator[i] = sum;
    }
    numerator[4] = carry;
    reduce(s, sp - 12, carry == 0 ? 4 : 5);
  }

  /** The product of the two words on top modulo the third; the result in place of the third. */
  public void mulMod(long[] s, int sp) {
    WordMultiplication.multiplyWhole(s, sp - 4, sp - 8, numerator);
    reduce(s, sp - 12, 8);
  }

  private static boolean bothSmall(long[] s, int sp) {
    return (s[sp - 4] | s[sp - 3] | s[sp - 2] | s[sp - 8] | s[sp - 7] | s[sp - 6]) == 0;
  }

  private static void makePositive(long[] s, int at) {
    if (s[at] < 0) {
      negate(s, at);
    }
  }

  private static void negate(long[] s, int at) {
    long carry = 1;
    for (int i = at + 3; i >= at; i--) {
      s[i] = ~s[i] + carry;
      carry = carry != 0 && s[i] == 0 ? 1 : 0;
    }
  }

  private static void put(long[] number, long[] s, int at) {
    s[at] = number[3];
    s[at + 1] = number[2];
    s[at + 2] = number[1];
    s[at + 3] = number[0];
  }

  /** Divides the word at a by that at b: quotient and remainder, which takes numerator's place. */
  private void divide(long[] s, int a, int b) {
    if (s[b] != 0) {
      byFour(s, a, b);
      return;
    }
    for (int i = 0; i < 4; i++) {
      numerator[i] = s[a + 3 - i];
      quotient[i] = 0;
    }
    int length = loadDivisor(s, b);
    if (length == 0) {
      numerator[0] = numerator[1] = numerator[2] = numerator[3] = 0;
      return;
    }
    run(4, length);
  }

  /** By a divisor of four longs: the quotient is one, and all stays out of arrays. */
  private void byFour(long[] s, int a, int b) {
    long u3 = s[a];
    long d3 = s[b];
    int shift = Long.numberOfLeadingZeros(d3);
    int back = 63 - shift; // and one more
    long u0 = s[a + 3] << shift;
    long u1 = s[a + 2] << shift | s[a + 3] >>> 1 >>> back;
    long u2 = s[a + 1] << shift | s[a + 2] >>> 1 >>> back;
    long u4 = u3 >>> 1 >>> back;
    u3 = u3 << shift | s[a + 1] >>> 1 >>> back;
    long d0 = s[b + 3] << shift;
    long d1 = s[b + 2] << shift | s[b + 3] >>> 1 >>> back;
    long d2 = s[b + 1] << shift | s[b + 2] >>> 1 >>> back;
    d3 = d3 << shift | s[b + 1] >>> 1 >>> back;
    long q = digit(u4, u3, u2, d3, d2, reciprocal(d3, d2));

    // (u4 … u0) − q (d3 … d0)
    long low = q * d0;
    long carry = WideMath.multiplyHigh(q, d0) + borrow(u0, low);
    u0 -= low;
    low = q * d1 + carry;
    carry = WideMath.multiplyHigh(q, d1) + borrow(low, carry) + borrow(u1, low);
    u1 -= low;
    low = q * d2 + carry;
    carry = WideMath.multiplyHigh(q, d2) + borrow(low, carry) + borrow(u2, low);
    u2 -= low;
    low = q * d3 + carry;
    carry = WideMath.multiplyHigh(q, d3) + borrow(low, carry) + borrow(u3, low);
    u3 -= low;
    if (Long.compareUnsigned(u4, carry) < 0) {
      q--;
      u0 += d0;
      carry = borrow(u0, d0);
      u1 += d1 + carry;
      carry = carry == 0 ? borrow(u1, d1) : notAbove(u1, d1);
      u2 += d2 + carry;
      carry = carry == 0 ? borrow(u2, d2) : notAbove(u2, d2);
      u3 += d3 + carry;
    }
    quotient[0] = q;
    quotient[1] = 0;
    quotient[2] = 0;
    quotient[3] = 0;
    numerator[0] = u0 >>> shift | u1 << 1 << back;
    numerator[1] = u1 >>> shift | u2 << 1 << back;
    numerator[2] = u2 >>> shift | u3 << 1 << back;
    numerator[3] = u3 >>> shift;
  }

  private static long borrow(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }

  private static long notAbove(long x, long y) {
    return Long.compareUnsigned(x, y) <= 0 ? 1 : 0;
  }

  /** The numerator's remainder by the word at {@code at}, which it replaces. */
  private void reduce(long[] s, int at, int numeratorLength) {
    int length = loadDivisor(s, at);
    if (length == 0) {
      return; // the divisor is the zero that is the result
    }
    run(numeratorLength, length);
    put(numerator, s, at);
  }

  private int loadDivisor(long[] s, int at) {
    int length = 0;
    for (int i = 0; i < 4; i++) {
      divisor[i] = s[at + 3 - i];
      if (divisor[i] != 0) {
        length = i + 1;
      }
    }
    return length;
  }

  /** Leaves the remainder in the numerator's four low longs, and the quotient's four low longs. */
  private void run(int numeratorLength, int divisorLength) {
    int n = numeratorLength;
    while (n > 0 && numerator[n - 1] == 0) {
      n--;
    }
    if (n < divisorLength) {
      for (int i = n; i < 4; i++) {
        numerator[i] = 0;
      }
      return;
    }
    int shift = Long.numberOfLeadingZeros(divisor[divisorLength - 1]);
    numerator[n] = 0;
    if (shift != 0) {
      shiftLeft(numerator, n + 1, shift);
      shiftLeft(divisor, divisorLength, shift);
    }
    if (divisorLength == 1) {
      byOne(n);
    } else {
      byMany(n, divisorLength);
    }
    if (shift != 0) {
      shiftRight(numerator, divisorLength, shift);
    }
    for (int i = divisorLength; i < 4; i++) {
      numerator[i] = 0;
    }
  }

  private static void shiftLeft(long[] number, int length, int shift) {
    for (int i = length - 1; i > 0; i--) {
      number[i] = number[i] << shift | number[i - 1] >>> (64 - shift);
    }
    number[0] <<= shift;
  }

  private static void shiftRight(long[] number, int length, int shift) {
    for (int i = 0; i < length - 1; i++) {
      number[i] = number[i] >>> shift | number[i + 1] << (64 - shift);
    }
    number[length - 1] >>>= shift;
  }

  /** By a divisor of one long whose top bit is set; the numerator has {@code n} + 1 longs. */
  private void byOne(int n) {
    long d = divisor[0];
    long reciprocal = reciprocal(d);
    long remainder = numerator[n];
    for (int i = n - 1; i >= 0; i--) {
      long u0 = numerator[i];
      long low = reciprocal * remainder;
      long q = WideMath.multiplyHigh(reciprocal, remainder) + remainder + 1;
      low += u0;
      q += Long.compareUnsigned(low, u0) < 0 ? 1 : 0;
      long r = u0 - q * d;
      if (Long.compareUnsigned(r, low) > 0) {
        q--;
        r += d;
      }
      if (Long.compareUnsigned(r, d) >= 0) {
        q++;
        r -= d;
      }
      if (i < 4) {
        quotient[i] = q;
      }
      remainder = r;
    }
    numerator[0] = remainder;
  }

  /** By a divisor of at least two longs; the numerator has {@code n} + 1 longs. */
  private void byMany(int n, int m) {
    long d1 = divisor[m - 1];
    long d0 = divisor[m - 2];
    long reciprocal = reciprocal(d1, d0);
    for (int j = n - m; j >= 0; j--) {
      long u2 = numerator[j + m];
      long u1 = numerator[j + m - 1];
      long u0 = numerator[j + m - 2];
      long q;
      if (u2 == d1 && u1 == d0) {
        q = -1;
      } else {
        q = digit(u2, u1, u0, d1, d0, reciprocal);
      }
      if (q != 0) {
        long borrow = subtractMultiple(j, m, q);
        if (Long.compareUnsigned(u2, borrow) < 0) {
          q--;
          addDivisor(j, m);
        }
      }
      numerator[j + m] = 0;
      if (j < 4) {
        quotient[j] = q;
      }
    }
  }

  /** The quotient of three longs by two, the top one's top bit set. */
  private static long digit(long u2, long u1, long u0, long d1, long d0, long reciprocal) {
    long low = reciprocal * u2;
    long q = WideMath.multiplyHigh(reciprocal, u2) + u2;
    low += u1;
    q += Long.compareUnsigned(low, u1) < 0 ? 1 : 0;
    long r1 = u1 - q * d1;
    long t0 = d0 * q;
    long t1 = WideMath.multiplyHigh(d0, q);
    // (r1, r0) = (r1, u0) − (t1, t0) − (d1, d0)
    long r0 = u0 - t0;
    r1 = r1 - t1 - (Long.compareUnsigned(u0, t0) < 0 ? 1 : 0);
    r1 = r1 - d1 - (Long.compareUnsigned(r0, d0) < 0 ? 1 : 0);
    r0 -= d0;
    q++;
    if (Long.compareUnsigned(r1, low) >= 0) {
      q--;
      r0 += d0;
      r1 += d1 + (Long.compareUnsigned(r0, d0) < 0 ? 1 : 0);
    }
    int compared = Long.compareUnsigned(r1, d1);
    if (compared > 0 || (compared == 0 && Long.compareUnsigned(r0, d0) >= 0)) {
      q++;
    }
    return q;
  }

  /** Takes the divisor's q-fold from the numerator at j; answers the top long's borrow. */
  private long subtractMultiple(int j, int m, long q) {
    long carry = 0;
    for (int i = 0; i < m; i++) {
      long low = q * divisor[i];
      long high = WideMath.multiplyHigh(q, divisor[i]);
      low += carry;
      high += Long.compareUnsigned(low, carry) < 0 ? 1 : 0;
      long u = numerator[j + i];
      numerator[j + i] = u - low;
      carry = high + (Long.compareUnsigned(u, low) < 0 ? 1 : 0);
    }
    return carry;
  }

  private void addDivisor(int j, int m) {
    long carry = 0;
    for (int i = 0; i < m; i++) {
      long u = numerator[j + i];
      long sum = u + divisor[i] + carry;
      carry = ((u & divisor[i]) | ((u | divisor[i]) & ~sum)) >>> 63;
      numerator[j + i] = sum;
    }
  }

  /** ⌊(2^128 − 1) / d⌋ − 2^64 for a d whose top bit is set: algorithm 3 of the paper. */
  private static long reciprocal(long d) {
    long v0 = RECIPROCALS[(int) (d >>> 55) & 0xff];
    long d40 = (d >>> 24) + 1;
    long v1 = (v0 << 11) - (v0 * v0 * d40 >>> 40) - 1;
    long v2 = (v1 << 13) + (v1 * ((1L << 60) - v1 * d40) >>> 47);
    long odd = d & 1;
    long d63 = (d >>> 1) + odd;
    long e = (v2 >>> 1 & -odd) - v2 * d63;
    long v3 = (WideMath.multiplyHigh(v2, e) >>> 1) + (v2 << 31);
    // v4 = v3 − the high long of (v3 + 2^64 + 1) d
    long low = v3 * d;
    long high = WideMath.multiplyHigh(v3, d) + d + (Long.compareUnsigned(low + d, d) < 0 ? 1 : 0);
    return v3 - high;
  }

  /** The same for a divisor of two longs: algorithm 6 of the paper. */
  private static long reciprocal(long d1, long d0) {
    long v = reciprocal(d1);
    long p = d1 * v + d0;
    if (Long.compareUnsigned(p, d0) < 0) {
      v--;
      if (Long.compareUnsigned(p, d1) >= 0) {
        v--;
        p -= d1;
      }
      p -= d1;
    }
    long t0 = v * d0;
    long t1 = WideMath.multiplyHigh(v, d0);
    p += t1;
    if (Long.compareUnsigned(p, t1) < 0) {
      v--;
      int compared = Long.compareUnsigned(p, d1);
      if (compared > 0 || (compared == 0 && Long.compareUnsigned(t0, d0) >= 0)) {
        v--;
      }
    }
    return v;
  }
}
