package dev.kopi.core.compress;

/**
 * The context of a literal: a number below 64, computed from the two preceding bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7932#section-7.1">RFC 7932, 7.1</a>
 */
final class BrotliContext {
  private static final int LOW_BITS = 0;
  private static final int HIGH_BITS = 1;
  private static final int UTF8 = 2;

  // UTF-8 mode: the class of the last byte, times four, and the class of the one before it.
  private static final byte[] UTF8_LAST = new byte[256];
  private static final byte[] UTF8_BEFORE = new byte[256];
  private static final byte[] SIGNED = new byte[256];

  static {
    for (int i = 0; i < 256; i++) {
      UTF8_LAST[i] = (byte) utf8Last(i);
      UTF8_BEFORE[i] = (byte) utf8Before(i);
      SIGNED[i] = (byte) signed(i);
    }
  }

  // For each mode, the contribution of the last byte, then that of the one before it.
  private static final byte[][] TABLES = new byte[4][512];

  static {
    for (int i = 0; i < 256; i++) {
      for (int mode = 0; mode < TABLES.length; mode++) {
        TABLES[mode][i] = (byte) of(mode, i, 0);
        TABLES[mode][256 + i] = (byte) (mode < UTF8 ? 0 : of(mode, 0, i));
      }
    }
  }

  private BrotliContext() {}

  /** A mode as tables: the context is {@code table[last] | table[256 + beforeLast]}. */
  static byte[] table(int mode) {
    return TABLES[mode];
  }

  static int of(int mode, int last, int beforeLast) {
    return switch (mode) {
      case LOW_BITS -> last & 0x3f;
      case HIGH_BITS -> last >>> 2;
      case UTF8 -> UTF8_LAST[last] | UTF8_BEFORE[beforeLast];
      default -> SIGNED[last] << 3 | SIGNED[beforeLast];
    };
  }

  private static int utf8Last(int c) {
    if (c >= 0xc0) {
      return 2 + (c & 1);
    }
    if (c >= 0x80) {
      return c & 1;
    }
    if (c < ' ') {
      return c == '\t' || c == '\n' || c == '\r' ? 4 : 0;
    }
    if (isLetter(c)) {
      boolean vowel = "AEIOUaeiou".indexOf(c) >= 0;
      return (c < 'a' ? 48 : 56) + (vowel ? 0 : 4);
    }
    if (c >= '0' && c <= '9') {
      return 44;
    }
    return switch (c) {
      case ' ' -> 8;
      case '"' -> 16;
      case '\'' -> 16;
      case '%' -> 20;
      case '(', '<', '[', '{' -> 24;
      case ')', '>', ']', '}' -> 28;
      case ',', ':', ';' -> 32;
      case '.' -> 36;
      case '=' -> 40;
      case 0x7f -> 0;
      default -> 12;
    };
  }

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static int utf8Before(int c) {
    if (c >= 0xe0) {
      return 2;
    }
    if (c >= 0x7f || c <= ' ') {
      return 0;
    }
    if (c >= 'a' && c <= 'z') {
      return 3;
    }
    return isLetter(c) || (c >= '0' && c <= '9') ? 2 : 1;
  }

  private static int signed(int c) {
    if (c == 0 || c == 0xff) {
      return c == 0 ? 0 : 7;
    }
    return c < 16 ? 1 : c < 64 ? 2 : c < 128 ? 3 : c < 192 ? 4 : c < 240 ? 5 : 6;
  }
}
