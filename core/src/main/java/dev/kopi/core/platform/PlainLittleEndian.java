package dev.kopi.core.platform;

/** {@link LittleEndian} without variable handles, for builds that do not have them. */
public final class PlainLittleEndian {
  private PlainLittleEndian() {}

  /** The eight bytes from {@code offset} as a long. */
  public static long getLong(byte[] bytes, int offset) {
    return Long.reverseBytes(PlainBigEndian.getLong(bytes, offset));
  }

  /** Writes {@code value} as eight bytes from {@code offset}. */
  public static void putLong(byte[] bytes, int offset, long value) {
    PlainBigEndian.putLong(bytes, offset, Long.reverseBytes(value));
  }
}
