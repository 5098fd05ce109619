package dev.kopi.core.primitives;

/** Hexadecimal text. */
public final class Hex {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private Hex() {}

  /** Lower-case digits with the prefix {@code 0x}. */
  public static String encode(byte[] bytes) {
    return encode(bytes, 0, bytes.length);
  }

  /** As {@link #encode(byte[])}, for a part of the array. */
  public static String encode(byte[] bytes, int offset, int length) {
    char[] out = new char[2 + 2 * length];
    out[0] = '0';
    out[1] = 'x';
    for (int i = 0; i < length; i++) {
      int b = bytes[offset + i];
      out[2 + 2 * i] = DIGITS[(b >> 4) & 15];
      out[3 + 2 * i] = DIGITS[b & 15];
    }
    return new String(out);
  }

  /**
   * Reads an even number of digits; the prefix {@code 0x} is optional.
   *
   * @throws DecodeException on an odd length or another character
   */
  public static byte[] decode(String text) {
    int start = text.startsWith("0x") || text.startsWith("0X") ? 2 : 0;
    int digits = text.length() - start;
    if ((digits & 1) != 0) {
      throw new DecodeException("hex text has an odd number of digits: " + digits);
    }
    byte[] out = new byte[digits / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (digit(text, start + 2 * i) << 4 | digit(text, start + 2 * i + 1));
    }
    return out;
  }

  private static int digit(String text, int index) {
    char c = text.charAt(index);
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
      return c - 'A' + 10;
    }
    throw new DecodeException("not a hex digit at position " + index);
  }
}
