package dev.kopi.core.compress;

import dev.kopi.core.primitives.DecodeException;
import java.util.Arrays;

/**
 * zlib (RFC 1950) and deflate (RFC 1951). The checksum at the end is not verified: a wrong one does
 * not change the output.
 *
 * <p>At the end of truncated data, a literal or length symbol is decoded only if as many bits are
 * left as the end-of-block symbol has: the reference reads that many bits before a lookup.
 */
public final class Inflate extends Decompressed {
  private static final int HEADER_SIZE = 2;
  private static final int[] CODE_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int LENGTH_BITS = 7;

  private enum Block {
    NONE,
    STORED,
    COMPRESSED
  }

  private final byte[] input;
  private final BitInput in;
  private final HuffmanCode lengthCode = new HuffmanCode(LENGTH_BITS, 0);
  private final FastInflate fast;
  private final HuffmanCode literals;
  private final HuffmanCode distances;
  private final int[] lengths = new int[Deflate.MAX_LITERAL_CODES + Deflate.MAX_DISTANCE_CODES];
  private Block block = Block.NONE;
  private boolean finalBlock;
  private int storedLeft;
  private int literalMinBits;

  /**
   * Over a zlib stream; bytes after its end are ignored.
   *
   * @param limit the most bytes that are decoded
   * @param buffer provides the memory
   * @throws DecodeException if the header is not a zlib header, or requires a dictionary
   */
  public Inflate(byte[] input, int limit, OutputBuffer buffer) {
    super(limit, input.length + input.length / 4, buffer);
    this.input = input;
    this.in = new BitInput(input, HEADER_SIZE);
    this.fast = new FastInflate(input);
    this.literals = fast.literals;
    this.distances = fast.distances;
    if (input.length < HEADER_SIZE
        || (input[0] & 0x0f) != 8
        || (input[0] & 0xff) >>> 4 > 7
        || ((input[0] & 0xff) << 8 | (input[1] & 0xff)) % 31 != 0) {
      throw new DecodeException("zlib: the header is malformed");
    }
    if ((input[1] & 0x20) != 0) {
      throw new DecodeException("zlib: a dictionary is asked for");
    }
  }

  @Override
  void decodeMore(int target) {
    switch (block) {
      case NONE -> startBlock();
      case STORED -> copyStored();
      case COMPRESSED -> decodeSymbols(target);
    }
    publish(written());
  }

  private void startBlock() {
    if (finalBlock || !in.has(3)) {
      end();
      return;
    }
    finalBlock = in.take(1) == 1;
    switch (in.take(2)) {
      case 0 -> startStored();
      case 1 -> startFixed();
      case 2 -> startDynamic();
      default -> end();
    }
  }

  private void startStored() {
    in.drop(in.leftOfByte());
    if (!in.has(32)) {
      end();
      return;
    }
    int length = in.take(16);
    int complement = in.take(16);
    if (length != (~complement & 0xffff)) {
      end();
      return;
    }
    storedLeft = length;
    block = Block.STORED;
  }

  private void copyStored() {
    int position = (int) (in.bit() >>> 3);
    int n = Math.min(storedLeft, input.length - position);
    append(input, position, n);
    in.moveTo(8L * (position + n));
    storedLeft -= n;
    if (storedLeft > 0) {
      end();
    } else {
      block = Block.NONE;
    }
  }

  private void startFixed() {
    int[] fixed = new int[288];
    for (int i = 0; i < fixed.length; i++) {
      fixed[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    literals.build(fixed, 0, fixed.length);
    literalMinBits = 7;
    int[] five = new int[32];
    Arrays.fill(five, 5);
    distances.build(five, 0, five.length);
    fast.codesChanged();
    block = Block.COMPRESSED;
  }

  private void startDynamic() {
    if (!in.has(14)) {
      end();
      return;
    }
    int literalCount = in.take(5) + 257;
    int distanceCount = in.take(5) + 1;
    int codeCount = in.take(4) + 4;
    if (literalCount > Deflate.MAX_LITERAL_CODES || distanceCount > Deflate.MAX_DISTANCE_CODES) {
      end();
      return;
    }
    int[] codeLengths = new int[CODE_ORDER.length];
    for (int i = 0; i < codeCount; i++) {
      if (!in.has(3)) {
        end();
        return;
      }
      codeLengths[CODE_ORDER[i]] = in.take(3);
    }
    if (!lengthCode.build(codeLengths, 0, codeLengths.length)
        || !readLengths(literalCount + distanceCount)
        || !literals.build(lengths, 0, literalCount)
        || !distances.build(lengths, literalCount, distanceCount)) {
      end();
      return;
    }
    literalMinBits = Math.max(literals.minBits(), lengths[Deflate.END_OF_BLOCK]);
    fast.codesChanged();
    block = Block.COMPRESSED;
  }

  /** Reads the code lengths of both codes. */
  private boolean readLengths(int count) {
    int i = 0;
    while (i < count) {
      int symbol = symbol(lengthCode, lengthCode.minBits());
      if (symbol < 0) {
        return false;
      }
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      int extra = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
      if ((symbol == 16 && i == 0) || !in.has(extra)) {
        return false;
      }
      int repeat = (symbol == 18 ? 11 : 3) + in.take(extra);
      if (i + repeat > count) {
        return false;
      }
      int value = symbol == 16 ? lengths[i - 1] : 0;
      for (int end = i + repeat; i < end; i++) {
        lengths[i] = value;
      }
    }
    return true;
  }

  private void decodeSymbols(int target) {
    decodeFast(target);
    while (block == Block.COMPRESSED && written() < target && !isEnded()) {
      int symbol = symbol(literals, literalMinBits);
      if (symbol < 0) {
        end();
      } else if (symbol < Deflate.END_OF_BLOCK) {
        append(symbol);
      } else if (symbol == Deflate.END_OF_BLOCK) {
        block = Block.NONE;
        return;
      } else if (!copyMatch(symbol - Deflate.END_OF_BLOCK - 1)) {
        end();
      }
    }
  }

  /** The same, away from the ends of input and output. */
  private void decodeFast(int target) {
    long start = in.bit();
    written(fast.read(start, output(), written(), Math.min(target, capacity())));
    if (fast.bit() != start) {
      in.moveTo(fast.bit());
    }
  }

  private boolean copyMatch(int lengthCode) {
    if (lengthCode >= Deflate.LENGTH_BASE.length || !in.has(Deflate.LENGTH_EXTRA[lengthCode])) {
      return false;
    }
    int length = Deflate.LENGTH_BASE[lengthCode] + in.take(Deflate.LENGTH_EXTRA[lengthCode]);
    int code = symbol(distances, distances.minBits());
    if (code < 0 || code >= Deflate.MAX_DISTANCE_CODES || !in.has(Deflate.DISTANCE_EXTRA[code])) {
      return false;
    }
    int distance = Deflate.DISTANCE_BASE[code] + in.take(Deflate.DISTANCE_EXTRA[code]);
    if (distance > Math.min(written(), Deflate.WINDOW)) {
      return false;
    }
    copy(distance, length);
    return true;
  }

  /** The next symbol; negative if the input ends or the code is invalid. */
  private int symbol(HuffmanCode code, int minBits) {
    in.has(HuffmanCode.MAX_BITS);
    int entry = code.lookup(in.peek());
    int length = entry & 15;
    if (length == 0 || !in.has(Math.max(length, minBits))) {
      return -1;
    }
    in.drop(length);
    return entry >>> 4;
  }
}
