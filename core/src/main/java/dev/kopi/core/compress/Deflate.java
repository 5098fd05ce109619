package dev.kopi.core.compress;

/**
 * The alphabets of deflate.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5">RFC 1951, 3.2.5</a>
 */
final class Deflate {
  static final int END_OF_BLOCK = 256;
  static final int LAST_LENGTH = 285;
  static final int MAX_LITERAL_CODES = 286;
  static final int MAX_DISTANCE_CODES = 30;
  static final int WINDOW = 1 << 15;
  static final int LONGEST_MATCH = 258;

  /** Base length and number of extra bits, by length symbol minus 257. */
  static final int[] LENGTH_BASE = new int[29];

  static final int[] LENGTH_EXTRA = new int[29];

  /** Base distance and number of extra bits, by distance symbol. */
  static final int[] DISTANCE_BASE = new int[MAX_DISTANCE_CODES];

  static final int[] DISTANCE_EXTRA = new int[MAX_DISTANCE_CODES];

  static {
    int length = 3;
    for (int i = 0; i < 28; i++) {
      LENGTH_EXTRA[i] = i < 8 ? 0 : (i - 4) / 4;
      LENGTH_BASE[i] = length;
      length += 1 << LENGTH_EXTRA[i];
    }
    LENGTH_BASE[28] = LONGEST_MATCH;
    int distance = 1;
    for (int i = 0; i < MAX_DISTANCE_CODES; i++) {
      DISTANCE_EXTRA[i] = i < 4 ? 0 : (i - 2) / 2;
      DISTANCE_BASE[i] = distance;
      distance += 1 << DISTANCE_EXTRA[i];
    }
  }

  private Deflate() {}
}
