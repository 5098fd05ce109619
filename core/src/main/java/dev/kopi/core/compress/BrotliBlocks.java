package dev.kopi.core.compress;

/**
 * The blocks of one category (literals, commands, distances) in a meta-block: the current block
 * type and the symbols left in the block.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7932#section-6">RFC 7932, 6</a>
 */
final class BrotliBlocks {
  private static final int[] COUNT_EXTRA = {
    2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 24
  };
  private static final int[] COUNT_BASE = new int[COUNT_EXTRA.length];
  private static final int UNLIMITED = 1 << 24;

  static {
    int base = 1;
    for (int i = 0; i < COUNT_BASE.length; i++) {
      COUNT_BASE[i] = base;
      base += 1 << COUNT_EXTRA[i];
    }
  }

  private final BrotliCode typeCode = new BrotliCode();
  private final BrotliCode countCode = new BrotliCode();
  private int types;
  private int type;
  private int previousType;
  private int left;

  /** Reads the number of block types and the codes of block switches. */
  void readHeader(BrotliBits in) {
    types = readCount(in);
    type = 0;
    previousType = 1;
    left = UNLIMITED;
    if (types > 1) {
      typeCode.readDescription(in, types + 2);
      countCode.readDescription(in, COUNT_BASE.length);
      left = readLength(in);
    }
  }

  /** A number from 1 to 256. */
  static int readCount(BrotliBits in) {
    if (in.take(1) == 0) {
      return 1;
    }
    int width = in.take(3);
    return 1 + (1 << width) + in.take(width);
  }

  private int readLength(BrotliBits in) {
    int code = countCode.read(in);
    return COUNT_BASE[code] + in.take(COUNT_EXTRA[code]);
  }

  int types() {
    return types;
  }

  int type() {
    return type;
  }

  /** The number of symbols before the next block switch. */
  int left() {
    return left;
  }

  /** Counts symbols, at most those left in the block. */
  void count(int symbols) {
    left -= symbols;
  }

  /** Counts a symbol. Returns whether a new block begins with it. */
  boolean next(BrotliBits in) {
    boolean switched = left == 0;
    if (switched) {
      // A single type has no switch code; no meta-block is that long.
      in.check(types > 1);
      int code = typeCode.read(in);
      int next = code == 0 ? previousType : code == 1 ? type + 1 : code - 2;
      previousType = type;
      type = next >= types ? next - types : next;
      left = readLength(in);
    }
    left--;
    return switched;
  }
}
