package dev.kopi.core.evm.word;

/** Operations on bits; conventions as in {@link Arithmetic}. */
public final class Bitwise {
  private Bitwise() {}

  public static void and(long[] s, int sp) {
    s[sp - 8] &= s[sp - 4];
    s[sp - 7] &= s[sp - 3];
    s[sp - 6] &= s[sp - 2];
    s[sp - 5] &= s[sp - 1];
  }

  public static void or(long[] s, int sp) {
    s[sp - 8] |= s[sp - 4];
    s[sp - 7] |= s[sp - 3];
    s[sp - 6] |= s[sp - 2];
    s[sp - 5] |= s[sp - 1];
  }

  public static void xor(long[] s, int sp) {
    s[sp - 8] ^= s[sp - 4];
    s[sp - 7] ^= s[sp - 3];
    s[sp - 6] ^= s[sp - 2];
    s[sp - 5] ^= s[sp - 1];
  }

  public static void not(long[] s, int sp) {
    s[sp - 4] = ~s[sp - 4];
    s[sp - 3] = ~s[sp - 3];
    s[sp - 2] = ~s[sp - 2];
    s[sp - 1] = ~s[sp - 1];
  }

  /** Byte number top, counted from the most significant, of the word below. */
  public static void byteAt(long[] s, int sp) {
    long index = s[sp - 1];
    long result = 0;
    if ((s[sp - 4] | s[sp - 3] | s[sp - 2] | (index & ~31L)) == 0) {
      long word = s[sp - 8 + (int) (index >>> 3)];
      result = word >>> (56 - 8 * (index & 7)) & 0xff;
    }
    s[sp - 8] = 0;
    s[sp - 7] = 0;
    s[sp - 6] = 0;
    s[sp - 5] = result;
  }

  public static void shl(long[] s, int sp) {
    long shift = s[sp - 1];
    if ((s[sp - 4] | s[sp - 3] | s[sp - 2] | (shift & ~255L)) != 0) {
      fill(s, sp - 8, 0);
      return;
    }
    long w0 = s[sp - 8];
    long w1 = s[sp - 7];
    long w2 = s[sp - 6];
    long w3 = s[sp - 5];
    int n = (int) shift;
    if ((n & 128) != 0) {
      w0 = w2;
      w1 = w3;
      w2 = 0;
      w3 = 0;
    }
    if ((n & 64) != 0) {
      w0 = w1;
      w1 = w2;
      w2 = w3;
      w3 = 0;
    }
    // x >>> 1 >>> (63 − n) is x >>> (64 − n), and 0 for n = 0.
    int back = 63 - (n & 63);
    s[sp - 8] = w0 << n | w1 >>> 1 >>> back;
    s[sp - 7] = w1 << n | w2 >>> 1 >>> back;
    s[sp - 6] = w2 << n | w3 >>> 1 >>> back;
    s[sp - 5] = w3 << n;
  }

  public static void shr(long[] s, int sp) {
    shiftRight(s, sp, 0);
  }

  public static void sar(long[] s, int sp) {
    shiftRight(s, sp, s[sp - 8] >> 63);
  }

  private static void shiftRight(long[] s, int sp, long sign) {
    long shift = s[sp - 1];
    if ((s[sp - 4] | s[sp - 3] | s[sp - 2] | (shift & ~255L)) != 0) {
      fill(s, sp - 8, sign);
      return;
    }
    long w0 = s[sp - 8];
    long w1 = s[sp - 7];
    long w2 = s[sp - 6];
    long w3 = s[sp - 5];
    int n = (int) shift;
    if ((n & 128) != 0) {
      w3 = w1;
      w2 = w0;
      w1 = sign;
      w0 = sign;
    }
    if ((n & 64) != 0) {
      w3 = w2;
      w2 = w1;
      w1 = w0;
      w0 = sign;
    }
    int back = 63 - (n & 63);
    s[sp - 8] = w0 >>> n | sign << 1 << back;
    s[sp - 7] = w1 >>> n | w0 << 1 << back;
    s[sp - 6] = w2 >>> n | w1 << 1 << back;
    s[sp - 5] = w3 >>> n | w2 << 1 << back;
  }

  private static void fill(long[] s, int at, long value) {
    s[at] = value;
    s[at + 1] = value;
    s[at + 2] = value;
    s[at + 3] = value;
  }

  /** The number of zero bits above the highest one (EIP-7939). */
  public static void clz(long[] s, int sp) {
    int zeros = 0;
    for (int i = sp - 4; i < sp; i++) {
      if (s[i] != 0) {
        zeros += Long.numberOfLeadingZeros(s[i]);
        break;
      }
      zeros += 64;
    }
    s[sp - 4] = 0;
    s[sp - 3] = 0;
    s[sp - 2] = 0;
    s[sp - 1] = zeros;
  }
}
