package dev.kopi.core.crypto.curve;

import dev.kopi.core.primitives.UInt256;

/**
 * A scalar as a sum of digits d · 2^i, each 0 or odd and at most 15 in size, of which at most one
 * in five is not 0 ("width-5 non-adjacent form").
 */
final class SignedDigits {
  /** How many bits a digit has, its sign included. */
  static final int WIDTH = 5;

  private SignedDigits() {}

  /** The digits of a number or of its opposite, the lowest first. */
  static byte[] of(UInt256 scalar, boolean negative) {
    byte[] digits = new byte[scalar.bitLength() + 1];
    long w0 = scalar.word(3);
    long w1 = scalar.word(2);
    long w2 = scalar.word(1);
    long w3 = scalar.word(0);
    long w4 = 0;
    for (int i = 0; (w0 | w1 | w2 | w3 | w4) != 0; i++) {
      if ((w0 & 1) != 0) {
        int digit = (int) (w0 << (64 - WIDTH) >> (64 - WIDTH));
        digits[i] = (byte) (negative ? -digit : digit);
        long before = w0;
        w0 -= digit;
        boolean carry = digit < 0 && Long.compareUnsigned(w0, before) < 0;
        if (carry && ++w1 == 0 && ++w2 == 0 && ++w3 == 0) {
          w4++;
        }
      }
      w0 = w0 >>> 1 | w1 << 63;
      w1 = w1 >>> 1 | w2 << 63;
      w2 = w2 >>> 1 | w3 << 63;
      w3 = w3 >>> 1 | w4 << 63;
      w4 >>>= 1;
    }
    return digits;
  }
}
