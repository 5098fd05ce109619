package dev.kopi.core.compress;

/**
 * How the words of the static dictionary are changed before they are used.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7932#appendix-B">RFC 7932, appendix B</a>
 */
final class BrotliTransforms {
  private static final int UPPERCASE_FIRST = 10;
  private static final int UPPERCASE_ALL = 11;

  /** What stands before or behind a word, a character for a byte. */
  private static final String[] AFFIXES = {
    " ",
    ", ",
    " of the ",
    " of ",
    "s ",
    ".",
    " and ",
    " in ",
    "\"",
    " to ",
    "\">",
    "\n",
    ". ",
    "]",
    " for ",
    " a ",
    " that ",
    "'",
    " with ",
    " from ",
    " by ",
    "(",
    ". The ",
    " on ",
    " as ",
    " is ",
    "ing ",
    "\n\t",
    ":",
    "ed ",
    "=\"",
    " at ",
    "ly ",
    ",",
    "='",
    ".com/",
    ". This ",
    " not ",
    "er ",
    "al ",
    "ful ",
    "ive ",
    "less ",
    "est ",
    "ize ",
    "\u00c2\u00a0",
    "ous ",
    " the ",
    "e ",
    ""
  };

  /**
   * For each transform: the affix before the word, the change, the affix behind it. A change of 1
   * to 9 drops that many bytes at the end, one of 12 to 20 drops 1 to 9 at the start.
   */
  private static final int[] TABLE = {
    49, 0, 49, 49, 0, 0, 0, 0, 0, 49, 12, 49, 49, 10, 0, 49, 0, 47, 0, 0, 49, 4, 0, 0, 49, 0, 3, 49,
    10, 49, 49, 0, 6, 49, 13, 49, 49, 1, 49, 1, 0, 0, 49, 0, 1, 0, 10, 0, 49, 0, 7, 49, 0, 9, 48, 0,
    0, 49, 0, 8, 49, 0, 5, 49, 0, 10, 49, 0, 11, 49, 3, 49, 49, 0, 13, 49, 0, 14, 49, 14, 49, 49, 2,
    49, 49, 0, 15, 49, 0, 16, 0, 10, 49, 49, 0, 12, 5, 0, 49, 0, 0, 1, 49, 15, 49, 49, 0, 18, 49, 0,
    17, 49, 0, 19, 49, 0, 20, 49, 16, 49, 49, 17, 49, 47, 0, 49, 49, 4, 49, 49, 0, 22, 49, 11, 49,
    49, 0, 23, 49, 0, 24, 49, 0, 25, 49, 7, 49, 49, 1, 26, 49, 0, 27, 49, 0, 28, 0, 0, 12, 49, 0,
    29, 49, 20, 49, 49, 18, 49, 49, 6, 49, 49, 0, 21, 49, 10, 1, 49, 8, 49, 49, 0, 31, 49, 0, 32,
    47, 0, 3, 49, 5, 49, 49, 9, 49, 0, 10, 1, 49, 10, 8, 5, 0, 21, 49, 11, 0, 49, 10, 10, 49, 0, 30,
    0, 0, 5, 35, 0, 49, 47, 0, 2, 49, 10, 17, 49, 0, 36, 49, 0, 33, 5, 0, 0, 49, 10, 21, 49, 10, 5,
    49, 0, 37, 0, 0, 30, 49, 0, 38, 0, 11, 0, 49, 0, 39, 0, 11, 49, 49, 0, 34, 49, 11, 8, 49, 10,
    12, 0, 0, 21, 49, 0, 40, 0, 10, 12, 49, 0, 41, 49, 0, 42, 49, 11, 17, 49, 0, 43, 0, 10, 5, 49,
    11, 10, 0, 0, 34, 49, 10, 33, 49, 0, 44, 49, 11, 5, 45, 0, 49, 0, 0, 33, 49, 10, 30, 49, 11, 30,
    49, 0, 46, 49, 11, 1, 49, 10, 34, 0, 10, 33, 0, 11, 30, 0, 11, 1, 49, 11, 33, 49, 11, 21, 49,
    11, 12, 0, 11, 5, 49, 11, 34, 0, 11, 12, 0, 10, 30, 0, 11, 34, 0, 10, 34
  };

  private BrotliTransforms() {}

  /** How many there are. */
  static int count() {
    return TABLE.length / 3;
  }

  /** Changes a word of the dictionary. */
  static byte[] apply(byte[] dictionary, int offset, int length, int transform) {
    String prefix = AFFIXES[TABLE[3 * transform]];
    int change = TABLE[3 * transform + 1];
    String suffix = AFFIXES[TABLE[3 * transform + 2]];
    int dropFirst = change > UPPERCASE_ALL ? Math.min(length, change - UPPERCASE_ALL) : 0;
    int dropLast = change < UPPERCASE_FIRST ? Math.min(length, change) : 0;
    int kept = length - dropFirst - dropLast;
    byte[] out = new byte[prefix.length() + kept + suffix.length()];
    int at = put(prefix, out, 0);
    System.arraycopy(dictionary, offset + dropFirst, out, at, kept);
    int end = at + kept;
    if (change == UPPERCASE_FIRST) {
      uppercase(out, at, end);
    } else if (change == UPPERCASE_ALL) {
      int next = at;
      while (next < end) {
        next = uppercase(out, next, end);
      }
    }
    put(suffix, out, end);
    return out;
  }

  private static int put(String affix, byte[] out, int at) {
    for (int i = 0; i < affix.length(); i++) {
      out[at + i] = (byte) affix.charAt(i);
    }
    return at + affix.length();
  }

  /** Changes the UTF-8 character at a place; answers where the next one starts. */
  private static int uppercase(byte[] out, int at, int end) {
    int first = out[at] & 0xff;
    if (first < 0xc0) {
      if (first >= 'a' && first <= 'z') {
        out[at] ^= 32;
      }
      return at + 1;
    }
    if (first < 0xe0) {
      if (at + 1 < end) {
        out[at + 1] ^= 32;
      }
      return at + 2;
    }
    if (at + 2 < end) {
      out[at + 2] ^= 5;
    }
    return at + 3;
  }
}
