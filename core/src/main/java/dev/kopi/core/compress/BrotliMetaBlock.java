package dev.kopi.core.compress;

import org.jspecify.annotations.Nullable;

/**
 * The prefix codes of one meta-block, and the current ones.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7932#section-9.2">RFC 7932, 9.2</a>
 */
final class BrotliMetaBlock {
  private static final int LITERALS = 256;
  private static final int COMMANDS = 704;
  private static final int LITERAL_CONTEXTS = 64;
  private static final int DISTANCE_CONTEXTS = 4;

  /** The number of literals of a block type after which its lookup tables are built. */
  private static final int WORTH_LAYING_OUT = 1024;

  private final BrotliBlocks literalBlocks = new BrotliBlocks();
  private final BrotliBlocks commandBlocks = new BrotliBlocks();
  private final BrotliBlocks distanceBlocks = new BrotliBlocks();
  private int postfixBits;
  private int directDistances;
  private int[] literalModes = {};
  private int[] literalMap = {};
  private int[] distanceMap = {};
  private BrotliCode[] literalCodes = {};
  // By block type: its lookup tables, built once it is used often enough, and its number of uses.
  private @Nullable BrotliLiterals[] layouts = {};
  private int[] literalsRead = {};
  private BrotliCode[] commandCodes = {};
  private BrotliCode[] distanceCodes = {};

  void readHeader(BrotliBits in) {
    literalBlocks.readHeader(in);
    commandBlocks.readHeader(in);
    distanceBlocks.readHeader(in);
    postfixBits = in.take(2);
    directDistances = in.take(4) << postfixBits;
    literalModes = new int[literalBlocks.types()];
    for (int i = 0; i < literalModes.length; i++) {
      literalModes[i] = in.take(2);
    }
    literalMap = new int[LITERAL_CONTEXTS * literalBlocks.types()];
    int literalTrees = readContextMap(in, literalMap);
    distanceMap = new int[DISTANCE_CONTEXTS * distanceBlocks.types()];
    int distanceTrees = readContextMap(in, distanceMap);
    literalCodes = readCodes(in, literalTrees, LITERALS);
    commandCodes = readCodes(in, commandBlocks.types(), COMMANDS);
    distanceCodes = readCodes(in, distanceTrees, 16 + directDistances + (48 << postfixBits));
    layouts = new BrotliLiterals[literalBlocks.types()];
    literalsRead = new int[literalBlocks.types()];
  }

  private static BrotliCode[] readCodes(BrotliBits in, int count, int alphabet) {
    BrotliCode[] codes = new BrotliCode[count];
    for (int i = 0; i < count; i++) {
      codes[i] = new BrotliCode();
      codes[i].readDescription(in, alphabet);
    }
    return codes;
  }

  /** Reads the context map. Returns the number of codes. */
  private static int readContextMap(BrotliBits in, int[] map) {
    int trees = BrotliBlocks.readCount(in);
    if (trees == 1) {
      return 1;
    }
    int maxRun = in.take(1) == 0 ? 0 : 1 + in.take(4);
    BrotliCode code = new BrotliCode();
    code.readDescription(in, trees + maxRun);
    int i = 0;
    while (i < map.length) {
      int symbol = code.read(in);
      if (symbol == 0) {
        map[i++] = 0;
      } else if (symbol <= maxRun) {
        int run = (1 << symbol) + in.take(symbol);
        in.check(run <= map.length - i);
        i += run;
      } else {
        map[i++] = symbol - maxRun;
      }
    }
    if (in.take(1) == 1) {
      moveToFront(map);
    }
    return trees;
  }

  private static void moveToFront(int[] map) {
    int[] order = new int[256];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = 0; i < map.length; i++) {
      int at = map[i];
      int value = order[at];
      map[i] = value;
      System.arraycopy(order, 0, order, 1, at);
      order[0] = value;
    }
  }

  int readCommand(BrotliBits in) {
    commandBlocks.next(in);
    return commandCodes[commandBlocks.type()].read(in);
  }

  int readLiteral(BrotliBits in, byte[] output, int size) {
    literalBlocks.next(in);
    int last = size > 0 ? output[size - 1] & 0xff : 0;
    int beforeLast = size > 1 ? output[size - 2] & 0xff : 0;
    int type = literalBlocks.type();
    if (++literalsRead[type] == WORTH_LAYING_OUT) {
      layouts[type] = layOut(type);
    }
    int context = BrotliContext.of(literalModes[type], last, beforeLast);
    return literalCodes[literalMap[LITERAL_CONTEXTS * type + context]].read(in);
  }

  /**
   * Reads several literals at once. Returns their number; 0 if the next one must be read alone.
   *
   * @param size the size of the output so far
   */
  int readLiterals(BrotliBits in, byte[] output, int size, int most) {
    int type = literalBlocks.type();
    int limit = Math.min(most, literalBlocks.left());
    if (limit < 2) {
      return 0;
    }
    BrotliLiterals codes = layouts[type];
    if (codes == null) {
      return 0;
    }
    int found = in.literals(codes, output, size, limit);
    literalBlocks.count(found);
    return found;
  }

  private BrotliLiterals layOut(int type) {
    BrotliCode[] row = new BrotliCode[LITERAL_CONTEXTS];
    for (int i = 0; i < LITERAL_CONTEXTS; i++) {
      row[i] = literalCodes[literalMap[LITERAL_CONTEXTS * type + i]];
    }
    return new BrotliLiterals(BrotliContext.table(literalModes[type]), row);
  }

  int readDistanceCode(BrotliBits in, int copyLength) {
    distanceBlocks.next(in);
    int context = Math.min(copyLength, 5) - 2;
    return distanceCodes[distanceMap[DISTANCE_CONTEXTS * distanceBlocks.type() + context]].read(in);
  }

  /** The distance for a code of 16 or more. */
  long longDistance(BrotliBits in, int code) {
    int direct = code - 16;
    if (direct < directDistances) {
      return direct + 1;
    }
    int rest = direct - directDistances;
    int width = 1 + (rest >>> (postfixBits + 1));
    int low = rest & ((1 << postfixBits) - 1);
    long offset = ((2L + (rest >>> postfixBits & 1)) << width) - 4;
    return ((offset + in.take(width)) << postfixBits) + low + directDistances + 1;
  }
}
