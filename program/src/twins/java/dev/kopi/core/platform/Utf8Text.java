package dev.kopi.core.platform;

/** Text as bytes. */
public final class Utf8Text {
  private static final char REPLACEMENT = '\ufffd';

  private Utf8Text() {}

  /** Decodes UTF-8; what is malformed becomes U+FFFD. */
  public static String decode(byte[] bytes) {
    char[] chars = new char[bytes.length];
    int count = 0;
    int at = 0;
    while (at < bytes.length) {
      int first = bytes[at++] & 0xff;
      if (first < 0x80) {
        chars[count++] = (char) first;
        continue;
      }
      int more = first < 0xc2 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 0;
      int code = more == 0 ? 0 : first & 0x3f >> more;
      int read = 0;
      while (read < more && at < bytes.length && continues(first, read, bytes[at] & 0xff)) {
        code = code << 6 | bytes[at++] & 0x3f;
        read++;
      }
      if (more == 0 || read < more || code >>> 11 == 0x1b) {
        chars[count++] = REPLACEMENT;
      } else if (code < 0x10000) {
        chars[count++] = (char) code;
      } else {
        chars[count++] = (char) (0xd800 + (code - 0x10000 >> 10));
        chars[count++] = (char) (0xdc00 + (code & 0x3ff));
      }
    }
    return new String(chars, 0, count);
  }

  /** Whether a byte can follow: no overlong forms, and no codes beyond U+10FFFF. */
  private static boolean continues(int first, int index, int next) {
    int least = 0x80;
    int most = 0xbf;
    if (index == 0) {
      switch (first) {
        case 0xe0 -> least = 0xa0;
        case 0xf0 -> least = 0x90;
        case 0xf4 -> most = 0x8f;
        default -> {}
      }
    }
    return least <= next && next <= most;
  }
}
