package dev.kopi.core.compress;

/**
 * The codes of one meta-block, and which of them holds.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7932#section-9.2">RFC 7932, 9.2</a>
 */
final class BrotliMetaBlock {
  private static final int LITERALS = 256;
  private static final int COMMANDS = 704;
  private static final int LITERAL_CONTEXTS = 64;
  private static final int DISTANCE_CONTEXTS = 4;

  private final BrotliBlocks literalBlocks = new BrotliBlocks();
  private final BrotliBlocks commandBlocks = new BrotliBlocks();
  private final BrotliBlocks distanceBlocks = new BrotliBlocks();
  private int postfixBits;
  private int directDistances;
  private int[] literalModes = {};
  private int[] literalMap = {};
  private int[] distanceMap = {};
  private BrotliCode[] literalCodes = {};
  // By type of block: the codes of the contexts.
  private HuffmanCode[][] rows = {};
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
    rows = new HuffmanCode[literalBlocks.types()][];
    for (int type = 0; type < rows.length; type++) {
      rows[type] = row(type);
    }
  }

  private static BrotliCode[] readCodes(BrotliBits in, int count, int alphabet) {
    BrotliCode[] codes = new BrotliCode[count];
    for (int i = 0; i < count; i++) {
      codes[i] = new BrotliCode();
      codes[i].readDescription(in, alphabet);
    }
    return codes;
  }

  /** Reads which code holds in which context; answers how many codes there are. */
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
    int context = BrotliContext.of(literalModes[type], last, beforeLast);
    return literalCodes[literalMap[LITERAL_CONTEXTS * type + context]].read(in);
  }

  /**
   * Reads literals in one go; answers how many, 0 when the next one must be read by itself.
   *
   * @param size where they go in the output
   */
  int readLiterals(BrotliBits in, byte[] output, int size, int most) {
    int type = literalBlocks.type();
    int limit = Math.min(most, literalBlocks.left());
    if (limit < 2) {
      return 0;
    }
    HuffmanCode[] row = rows[type];
    int found = 0;
    if (row.length == 1) {
      found = in.literals(row[0], output, size, limit);
    } else if (row.length > 1) {
      found = in.literals(row, BrotliContext.table(literalModes[type]), output, size, limit);
    }
    literalBlocks.count(found);
    return found;
  }

  /** The codes of a type by context; one when they are all the same, none when one is empty. */
  private HuffmanCode[] row(int type) {
    HuffmanCode[] row = new HuffmanCode[LITERAL_CONTEXTS];
    boolean same = true;
    for (int i = 0; i < LITERAL_CONTEXTS; i++) {
      HuffmanCode code = literalCodes[literalMap[LITERAL_CONTEXTS * type + i]].code();
      if (code == null) {
        return new HuffmanCode[0];
      }
      row[i] = code;
      same &= code == row[0];
    }
    return same ? new HuffmanCode[] {row[0]} : row;
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
