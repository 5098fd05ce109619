package dev.kopi.core.abi;

import dev.kopi.core.primitives.Bytes;

/** Encodes text as UTF-8 without the JDK's charsets. */
final class Utf8 {
  private Utf8() {}

  /** UTF-8; an unpaired surrogate becomes a question mark. */
  static Bytes encode(String text) {
    byte[] out = new byte[text.length() * 3];
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i);
      if (Character.isHighSurrogate((char) c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        c = Character.toCodePoint((char) c, text.charAt(++i));
      } else if (Character.isSurrogate((char) c)) {
        c = '?';
      }
      if (c < 0x80) {
        out[at++] = (byte) c;
      } else if (c < 0x800) {
        out[at++] = (byte) (0xc0 | c >> 6);
        out[at++] = (byte) (0x80 | c & 0x3f);
      } else if (c < 0x10000) {
        out[at++] = (byte) (0xe0 | c >> 12);
        out[at++] = (byte) (0x80 | c >> 6 & 0x3f);
        out[at++] = (byte) (0x80 | c & 0x3f);
      } else {
        out[at++] = (byte) (0xf0 | c >> 18);
        out[at++] = (byte) (0x80 | c >> 12 & 0x3f);
        out[at++] = (byte) (0x80 | c >> 6 & 0x3f);
        out[at++] = (byte) (0x80 | c & 0x3f);
      }
    }
    return Bytes.copyOf(out, 0, at);
  }
}
