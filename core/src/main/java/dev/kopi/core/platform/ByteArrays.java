package dev.kopi.core.platform;

import java.util.Arrays;

/** The lexicographic order of byte arrays. */
public final class ByteArrays {
  private ByteArrays() {}

  /** Compares bytes as numbers from 0 to 255; a prefix comes first. */
  public static int compareUnsigned(byte[] left, byte[] right) {
    return Arrays.compareUnsigned(left, right);
  }

  /** As {@link #compareUnsigned(byte[], byte[])} for a range of both: {@code from <= i < to}. */
  public static int compareUnsigned(byte[] left, byte[] right, int from, int to) {
    return Arrays.compareUnsigned(left, from, to, right, from, to);
  }
}
