package dev.kopi.core.compress;

import org.jspecify.annotations.Nullable;

/** A prefix code of Brotli: a code as in deflate, or a single symbol of zero bits. */
final class BrotliCode {
  private static final int FIRST_BITS = 9;
  private static final int LITERALS = 256;

  /** The code lengths of a simple prefix code, by the number of symbols. */
  private static final int[][] SIMPLE_LENGTHS = {{0}, {1, 1}, {1, 2, 2}, {2, 2, 2, 2}};

  private static final int[] SKEWED_LENGTHS = {1, 2, 3, 3};
  private static final int[] CODE_ORDER = {
    1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };
  // The fixed code of the code length code lengths, by the next four bits.
  private static final int[] FIXED_BITS = {2, 2, 2, 3, 2, 2, 2, 4, 2, 2, 2, 3, 2, 2, 2, 4};
  private static final int[] FIXED_VALUES = {0, 4, 3, 2, 0, 4, 3, 1, 0, 4, 3, 2, 0, 4, 3, 5};

  private final HuffmanCode code = new HuffmanCode(FIRST_BITS, LITERALS);
  private int only = -1;

  /** The code, or null for a single symbol of zero bits. */
  @Nullable HuffmanCode code() {
    return only >= 0 ? null : code;
  }

  /** The next symbol. */
  int read(BrotliBits in) {
    return only >= 0 ? only : in.symbol(code);
  }

  /**
   * Reads the description of a code over an alphabet.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc7932#section-3.4">RFC 7932, 3.4 and 3.5</a>
   */
  void readDescription(BrotliBits in, int alphabet) {
    int kind = in.take(2);
    if (kind == 1) {
      readSimple(in, alphabet);
    } else {
      readComplex(in, alphabet, kind);
    }
  }

  private void readSimple(BrotliBits in, int alphabet) {
    int count = in.take(2) + 1;
    int width = 32 - Integer.numberOfLeadingZeros(alphabet - 1);
    int[] symbols = new int[count];
    for (int i = 0; i < count; i++) {
      symbols[i] = in.take(width);
      in.check(symbols[i] < alphabet);
    }
    int[] lengths = new int[alphabet];
    int[] form = count == 4 && in.take(1) == 1 ? SKEWED_LENGTHS : SIMPLE_LENGTHS[count - 1];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        in.check(symbols[j] != symbols[i]);
      }
      lengths[symbols[i]] = form[i];
    }
    only = count == 1 ? symbols[0] : -1;
    if (only < 0) {
      in.check(code.build(lengths, 0, alphabet));
    }
  }

  private void readComplex(BrotliBits in, int alphabet, int skip) {
    int[] lengths = new int[alphabet];
    BrotliCode lengthCode = new BrotliCode();
    lengthCode.readLengthCode(in, skip);
    int space = 1 << 15;
    int symbol = 0;
    int previous = 8;
    int repeat = 0;
    int repeated = 0;
    while (symbol < alphabet && space > 0) {
      int length = lengthCode.read(in);
      if (length < 16) {
        repeat = 0;
        lengths[symbol++] = length;
        if (length != 0) {
          previous = length;
          space -= 1 << (15 - length);
        }
        continue;
      }
      int extra = length - 14;
      int value = length == 16 ? previous : 0;
      if (value != repeated) {
        repeat = 0;
        repeated = value;
      }
      int before = repeat;
      repeat = repeat > 0 ? (repeat - 2) << extra : 0;
      repeat += 3 + in.take(extra);
      int more = repeat - before;
      in.check(more <= alphabet - symbol);
      for (int end = symbol + more; symbol < end; symbol++) {
        lengths[symbol] = value;
      }
      if (value != 0) {
        space -= more << (15 - value);
      }
    }
    in.check(space == 0 && code.build(lengths, 0, alphabet));
  }

  private void readLengthCode(BrotliBits in, int skip) {
    int[] lengths = new int[CODE_ORDER.length];
    int space = 32;
    int count = 0;
    for (int i = skip; i < CODE_ORDER.length && space > 0; i++) {
      int next = in.peek(4);
      in.drop(FIXED_BITS[next]);
      int length = FIXED_VALUES[next];
      if (length != 0) {
        lengths[CODE_ORDER[i]] = length;
        space -= 32 >> length;
        count++;
        only = CODE_ORDER[i];
      }
    }
    in.check(space == 0 || count == 1);
    if (count != 1) {
      only = -1;
      in.check(code.build(lengths, 0, lengths.length));
    }
  }
}
