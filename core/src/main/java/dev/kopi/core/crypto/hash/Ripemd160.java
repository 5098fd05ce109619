package dev.kopi.core.crypto.hash;

import dev.kopi.core.platform.BigEndian;

/**
 * RIPEMD-160.
 *
 * @see <a href="https://homes.esat.kuleuven.be/~bosselae/ripemd160.html">The specification</a>
 */
public final class Ripemd160 {
  private static final byte[] LEFT_WORD = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
    3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
    1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
    4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13
  };
  private static final byte[] RIGHT_WORD = {
    5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
    6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
    15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
    8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
    12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11
  };
  private static final byte[] LEFT_SHIFT = {
    11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
    7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
    11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
    11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
    9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6
  };
  private static final byte[] RIGHT_SHIFT = {
    8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
    9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
    9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
    15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
    8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11
  };
  private static final int[] LEFT_CONSTANT = {0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e};
  private static final int[] RIGHT_CONSTANT = {0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0};

  private Ripemd160() {}

  /** The 20-byte hash of {@code length} bytes from {@code offset}. */
  public static byte[] hash(byte[] input, int offset, int length) {
    int[] state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    int[] words = new int[16];
    int at = offset;
    int end = offset + length;
    for (; end - at >= 64; at += 64) {
      compress(state, words, input, at);
    }
    byte[] tail = new byte[end - at < 56 ? 64 : 128];
    System.arraycopy(input, at, tail, 0, end - at);
    tail[end - at] = (byte) 0x80;
    BigEndian.putLong(tail, tail.length - 8, Long.reverseBytes(8L * length));
    compress(state, words, tail, 0);
    if (tail.length > 64) {
      compress(state, words, tail, 64);
    }
    byte[] out = new byte[20];
    for (int i = 0; i < 5; i++) {
      BigEndian.putInt(out, 4 * i, Integer.reverseBytes(state[i]));
    }
    return out;
  }

  private static void compress(int[] state, int[] words, byte[] block, int offset) {
    for (int i = 0; i < 16; i++) {
      words[i] = Integer.reverseBytes(BigEndian.getInt(block, offset + 4 * i));
    }
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    for (int i = 0; i < 80; i++) {
      int t = a + mix(i >> 4, b, c, d) + words[LEFT_WORD[i]] + LEFT_CONSTANT[i >> 4];
      t = Integer.rotateLeft(t, LEFT_SHIFT[i]) + e;
      a = e;
      e = d;
      d = Integer.rotateLeft(c, 10);
      c = b;
      b = t;
    }
    int ra = state[0];
    int rb = state[1];
    int rc = state[2];
    int rd = state[3];
    int re = state[4];
    for (int i = 0; i < 80; i++) {
      int t = ra + mix(4 - (i >> 4), rb, rc, rd) + words[RIGHT_WORD[i]] + RIGHT_CONSTANT[i >> 4];
      t = Integer.rotateLeft(t, RIGHT_SHIFT[i]) + re;
      ra = re;
      re = rd;
      rd = Integer.rotateLeft(rc, 10);
      rc = rb;
      rb = t;
    }
    int t = state[1] + c + rd;
    state[1] = state[2] + d + re;
    state[2] = state[3] + e + ra;
    state[3] = state[4] + a + rb;
    state[4] = state[0] + b + rc;
    state[0] = t;
  }

  private static int mix(int round, int x, int y, int z) {
    return switch (round) {
      case 0 -> x ^ y ^ z;
      case 1 -> (x & y) | (~x & z);
      case 2 -> (x | ~y) ^ z;
      case 3 -> (x & z) | (y & ~z);
      default -> x ^ (y | ~z);
    };
  }
}
