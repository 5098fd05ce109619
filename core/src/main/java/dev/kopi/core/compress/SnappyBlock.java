package dev.kopi.core.compress;

import dev.kopi.core.primitives.DecodeException;
import java.util.Arrays;

/**
 * The Snappy block format: a varint with the length, then literals and copies. The framing format
 * is built on it.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">Snappy
 *     format</a>
 */
public final class SnappyBlock {
  private static final int BLOCK = 1 << 16;
  private static final int HASH_BITS = 14;
  private static final int MULTIPLIER = 0x1e35a7bd;

  private SnappyBlock() {}

  /**
   * The length that compressed data states, up to 2^32 − 1. The varint may be longer than needed.
   *
   * @return the length, or −1 when there is none
   */
  public static long statedLength(byte[] in, int from, int end) {
    long value = 0;
    for (int i = 0; i < 10 && from + i < end; i++) {
      int b = in[from + i];
      if (i == 9 && (b & 0xff) > 1) {
        return -1;
      }
      value |= (b & 0x7fL) << 7 * i;
      if (b >= 0) {
        return value < 0 || value > 0xffffffffL ? -1 : value;
      }
    }
    return -1;
  }

  /** As {@link #decode(byte[], int, int, int)}, of a whole array. */
  public static byte[] decode(byte[] in, int max) {
    return decode(in, 0, in.length, max);
  }

  /**
   * Decompresses {@code in} from {@code from} to {@code end}. The stated length is checked before
   * memory is taken.
   *
   * @param max the most bytes that may come out
   * @throws DecodeException when the data are malformed or longer
   */
  public static byte[] decode(byte[] in, int from, int end, int max) {
    long length = statedLength(in, from, end);
    // A copy of three bytes makes at most 64; nothing grows faster.
    require(length >= 0 && length <= max && length <= 64L * (end - from));
    int at = from;
    while (in[at++] < 0) {}
    byte[] out = new byte[(int) length];
    int filled = 0;
    while (at < end) {
      int tag = in[at++] & 0xff;
      int kind = tag & 3;
      if (kind == 0) {
        long size = (tag >> 2) + 1L;
        if (size > 60) {
          int bytes = (int) size - 60;
          require(end - at >= bytes);
          size = little(in, at, bytes) + 1;
          at += bytes;
        }
        require(size <= end - at && size <= out.length - filled);
        System.arraycopy(in, at, out, filled, (int) size);
        at += (int) size;
        filled += (int) size;
        continue;
      }
      int more = kind == 1 ? 1 : kind == 2 ? 2 : 4;
      require(end - at >= more);
      long distance = little(in, at, more) | (kind == 1 ? (tag & 0xe0L) << 3 : 0);
      int size = kind == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      at += more;
      require(distance > 0 && distance <= filled && size <= out.length - filled);
      copy(out, filled, (int) distance, size);
      filled += size;
    }
    require(filled == out.length);
    return out;
  }

  private static void copy(byte[] out, int to, int distance, int size) {
    if (distance >= size) {
      System.arraycopy(out, to - distance, out, to, size);
      return;
    }
    for (int i = to; i < to + size; i++) {
      out[i] = out[i - distance];
    }
  }

  /** Compresses an array. */
  public static byte[] encode(byte[] in) {
    return encode(in, 0, in.length);
  }

  /** Compresses {@code length} bytes from {@code from}. */
  public static byte[] encode(byte[] in, int from, int length) {
    byte[] out = new byte[32 + length + length / 6];
    int at = 0;
    int rest = length;
    for (; rest >= 0x80; rest >>>= 7) {
      out[at++] = (byte) (rest | 0x80);
    }
    out[at++] = (byte) rest;
    short[] table = new short[1 << HASH_BITS];
    for (int start = from; start < from + length; start += BLOCK) {
      int end = Math.min(start + BLOCK, from + length);
      Arrays.fill(table, (short) 0);
      at = encodeBlock(in, start, end, out, at, table);
    }
    return Arrays.copyOf(out, at);
  }

  /** Greedy: the newest earlier place with the same four bytes is taken. */
  private static int encodeBlock(byte[] in, int start, int end, byte[] out, int at, short[] table) {
    int literal = start;
    int position = start + 1;
    int misses = 32;
    while (position + 4 <= end) {
      int word = word(in, position);
      int slot = word * MULTIPLIER >>> 32 - HASH_BITS;
      int candidate = start + (table[slot] & 0xffff);
      table[slot] = (short) (position - start);
      if (candidate >= position || word(in, candidate) != word) {
        position += misses++ >> 5;
        continue;
      }
      misses = 32;
      at = literal(in, literal, position, out, at);
      int size = 4;
      while (position + size < end && in[candidate + size] == in[position + size]) {
        size++;
      }
      at = copyTags(position - candidate, size, out, at);
      position += size;
      literal = position;
    }
    return literal(in, literal, end, out, at);
  }

  private static int literal(byte[] in, int from, int end, byte[] out, int at) {
    int size = end - from;
    if (size == 0) {
      return at;
    }
    int stated = size - 1;
    if (stated < 60) {
      out[at++] = (byte) (stated << 2);
    } else {
      int bytes = stated < 1 << 8 ? 1 : 2;
      out[at++] = (byte) (59 + bytes << 2);
      for (int i = 0; i < bytes; i++) {
        out[at++] = (byte) (stated >>> 8 * i);
      }
    }
    System.arraycopy(in, from, out, at, size);
    return at + size;
  }

  private static int copyTags(int distance, int size, byte[] out, int at) {
    int left = size;
    while (left > 0) {
      // What remains for the last tag should be at least four bytes.
      int part = left > 64 ? Math.min(64, left - 4) : left;
      if (part >= 4 && part <= 11 && distance < 1 << 11) {
        out[at++] = (byte) (1 | part - 4 << 2 | distance >>> 8 << 5);
        out[at++] = (byte) distance;
      } else {
        out[at++] = (byte) (2 | part - 1 << 2);
        out[at++] = (byte) distance;
        out[at++] = (byte) (distance >>> 8);
      }
      left -= part;
    }
    return at;
  }

  private static int word(byte[] in, int at) {
    return in[at] & 0xff | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16 | in[at + 3] << 24;
  }

  private static long little(byte[] in, int at, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (in[at + i] & 0xff);
    }
    return value;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new DecodeException("snappy: malformed block");
    }
  }
}
