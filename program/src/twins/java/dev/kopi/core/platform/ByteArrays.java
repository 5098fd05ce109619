package dev.kopi.core.platform;

/** The lexicographic order of byte arrays. */
public final class ByteArrays {
  private ByteArrays() {}

  /** Compares bytes as numbers from 0 to 255; a prefix comes first. */
  public static int compareUnsigned(byte[] left, byte[] right) {
    int length = Math.min(left.length, right.length);
    int order = compareUnsigned(left, right, 0, length);
    return order != 0 ? order : left.length - right.length;
  }

  /** As {@link #compareUnsigned(byte[], byte[])} for a range of both: {@code from <= i < to}. */
  public static int compareUnsigned(byte[] left, byte[] right, int from, int to) {
    for (int i = from; i < to; i++) {
      if (left[i] != right[i]) {
        return (left[i] & 0xff) - (right[i] & 0xff);
      }
    }
    return 0;
  }
}
