package dev.kopi.core.platform;

/** {@link BigEndian} without variable handles, for builds that do not have them. */
public final class PlainBigEndian {
  private PlainBigEndian() {}

  /** The eight bytes from {@code offset} as a long. */
  public static long getLong(byte[] bytes, int offset) {
    return (long) getInt(bytes, offset) << 32 | getInt(bytes, offset + 4) & 0xffffffffL;
  }

  /** Writes {@code value} as eight bytes from {@code offset}. */
  public static void putLong(byte[] bytes, int offset, long value) {
    putInt(bytes, offset, (int) (value >>> 32));
    putInt(bytes, offset + 4, (int) value);
  }

  /** The four bytes from {@code offset} as an int. */
  public static int getInt(byte[] bytes, int offset) {
    return bytes[offset] << 24
        | (bytes[offset + 1] & 0xff) << 16
        | (bytes[offset + 2] & 0xff) << 8
        | bytes[offset + 3] & 0xff;
  }

  /** Writes {@code value} as four bytes from {@code offset}. */
  public static void putInt(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) (value >>> 24);
    bytes[offset + 1] = (byte) (value >>> 16);
    bytes[offset + 2] = (byte) (value >>> 8);
    bytes[offset + 3] = (byte) value;
  }
}
