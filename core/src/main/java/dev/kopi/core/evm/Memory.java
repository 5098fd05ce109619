package dev.kopi.core.evm;

import java.util.Arrays;

/**
 * A frame's memory. The array is reused with the frame; bytes beyond {@link #size} are undefined.
 */
final class Memory {
  /** Returned as gas left for a region beyond any memory. */
  static final long UNPAYABLE = -(1L << 62);

  /** Beyond this the cost exceeds 10^11 gas, more than any block has. */
  private static final long LIMIT = 1L << 28;

  /** Offsets and lengths below this can be added, and their cost fits a long. */
  static final long ADDRESSABLE = 1L << 37;

  /** go-ethereum's bound of the memory size, visible in traces. */
  private static final long MOST = 0x1f_ffff_ffe0L;

  private static final int KEPT = 1 << 16;

  byte[] bytes = new byte[1024];

  /** Bytes in use: a multiple of 32. */
  int size;

  /** Empties the memory, and shrinks the array when it had grown large. */
  void reset() {
    size = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[KEPT];
    }
  }

  /**
   * The end of a region whose offset and length are words on the stack; 0 when it is empty, {@link
   * Long#MAX_VALUE} when it is beyond any memory.
   */
  static long end(long[] s, int offsetAt, int lengthAt) {
    long length = s[lengthAt + 3];
    if ((s[lengthAt] | s[lengthAt + 1] | s[lengthAt + 2]) != 0) {
      return Long.MAX_VALUE;
    }
    if (length == 0) {
      return 0;
    }
    return endOf(s, offsetAt, length);
  }

  /** As above, for a length that is known and not zero. */
  static long endOf(long[] s, int offsetAt, long length) {
    long offset = s[offsetAt + 3];
    boolean small =
        (s[offsetAt] | s[offsetAt + 1] | s[offsetAt + 2]) == 0
            && ((offset | length) & ~(ADDRESSABLE - 1)) == 0;
    return small ? offset + length : Long.MAX_VALUE;
  }

  /**
   * Expands the memory to {@code end}.
   *
   * @return the gas left; negative when out of gas
   */
  long reach(long end, long gas) {
    return end <= size ? gas : grow(end, gas);
  }

  private long grow(long end, long gas) {
    if (end > MOST) {
      return UNPAYABLE;
    }
    long words = (end + 31) >>> 5;
    long left = gas - (cost(words) - cost(size >>> 5));
    if (left >= 0 && end > LIMIT) {
      return UNPAYABLE;
    }
    if (left >= 0) {
      int newSize = (int) (words << 5);
      if (newSize > bytes.length) {
        byte[] larger = new byte[Math.max(newSize, Math.min(2 * bytes.length, (int) LIMIT))];
        System.arraycopy(bytes, 0, larger, 0, size);
        bytes = larger;
      } else {
        Arrays.fill(bytes, size, newSize, (byte) 0);
      }
      size = newSize;
    }
    return left;
  }

  /** The cost of expanding to {@code end}. */
  long priceOf(long end) {
    return end <= size ? 0 : cost((end + 31) >>> 5) - cost(size >>> 5);
  }

  private static long cost(long words) {
    return 3 * words + (words * words >>> 9); // the square fits 64 bits without a sign
  }
}
