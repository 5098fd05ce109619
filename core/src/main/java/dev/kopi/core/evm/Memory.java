package dev.kopi.core.evm;

import java.util.Arrays;

/**
 * A frame's memory. The array is kept when the frame is used again; what lies beyond {@link #size}
 * may be anything.
 */
final class Memory {
  /** What is left of any gas after paying for a region that no memory reaches. */
  static final long UNPAYABLE = -(1L << 62);

  /** More would cost above 10^11 gas: no block pays for it. */
  private static final long LIMIT = 1L << 28;

  /** Offsets and lengths below are added up; what they cost fits a long. */
  static final long ADDRESSABLE = 1L << 37;

  /** No memory has more, whatever is paid: go-ethereum's bound, which traces show. */
  private static final long MOST = 0x1f_ffff_ffe0L;

  private static final int KEPT = 1 << 16;

  byte[] bytes = new byte[1024];

  /** Bytes in use: a multiple of 32. */
  int size;

  /** Makes the memory empty, and small again when it had grown much. */
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
   * Makes the memory reach to {@code end}.
   *
   * @return what remains of {@code gas}; negative when it does not suffice
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

  /** What reaching to {@code end} costs. */
  long priceOf(long end) {
    return end <= size ? 0 : cost((end + 31) >>> 5) - cost(size >>> 5);
  }

  private static long cost(long words) {
    return 3 * words + (words * words >>> 9); // the square fits 64 bits without a sign
  }
}
