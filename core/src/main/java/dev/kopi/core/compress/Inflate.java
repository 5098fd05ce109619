package dev.kopi.core.compress;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.DecodeException;
import java.util.Arrays;

/**
 * zlib (RFC 1950) and deflate (RFC 1951). The checksum at the end is not looked at, since a wrong
 * one changes nothing: what was decoded counts.
 *
 * <p>Near the end of data that is cut off, a symbol of the literal code is only decoded when as
 * many bits are left as the mark of the end of a block takes: so does the reference, which reads no
 * less than that before it looks for a symbol.
 */
public final class Inflate extends Decompressed {
  private static final int END_OF_BLOCK = 256;
  private static final int MAX_LITERAL_CODES = 286;
  private static final int MAX_DISTANCE_CODES = 30;
  private static final int[] CODE_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int[] LENGTH_BASE = new int[29];
  private static final int[] LENGTH_EXTRA = new int[29];
  private static final int[] DISTANCE_BASE = new int[MAX_DISTANCE_CODES];
  private static final int[] DISTANCE_EXTRA = new int[MAX_DISTANCE_CODES];
  private static final int WINDOW = 1 << 15;
  private static final int LITERAL_BITS = 11;
  private static final int DISTANCE_BITS = 9;
  private static final int LONGEST_MATCH = 258;

  private static final int LITERAL_MASK = (1 << LITERAL_BITS) - 1;
  private static final int LAST_LENGTH = 285;

  // What a turn of the fast loop reads and writes at most: 16 bytes of input; as many literals as
  // 56 bits hold, and a match. They hold five for sure. A match takes at most so many bits.
  private static final int FAST_INPUT = 16;
  private static final int FAST_BITS = 56;
  private static final int FAST_LITERALS = 5;
  private static final int FAST_OUTPUT = FAST_BITS + LONGEST_MATCH;
  private static final int MATCH_BITS = 48;

  static {
    int length = 3;
    for (int i = 0; i < 28; i++) {
      LENGTH_EXTRA[i] = i < 8 ? 0 : (i - 4) / 4;
      LENGTH_BASE[i] = length;
      length += 1 << LENGTH_EXTRA[i];
    }
    LENGTH_BASE[28] = 258;
    int distance = 1;
    for (int i = 0; i < MAX_DISTANCE_CODES; i++) {
      DISTANCE_EXTRA[i] = i < 4 ? 0 : (i - 2) / 2;
      DISTANCE_BASE[i] = distance;
      distance += 1 << DISTANCE_EXTRA[i];
    }
  }

  private enum Block {
    NONE,
    STORED,
    COMPRESSED
  }

  private final byte[] input;
  private final HuffmanCode literals = new HuffmanCode(LITERAL_BITS);
  private final HuffmanCode distances = new HuffmanCode(DISTANCE_BITS);
  private final int[] literalTable = new int[1 << LITERAL_BITS];
  private final int[] lengths = new int[MAX_LITERAL_CODES + MAX_DISTANCE_CODES];
  private int position;
  private long bits;
  private int bitCount;
  private Block block = Block.NONE;
  private boolean finalBlock;
  private int storedLeft;
  private int literalMinBits;

  /**
   * Over a zlib stream; what follows its end is not looked at.
   *
   * @param limit the most bytes that are decoded
   * @throws DecodeException when the header is not one of zlib, or asks for a dictionary
   */
  public Inflate(byte[] input, int limit) {
    super(limit, input.length + input.length / 4);
    this.input = input;
    if (input.length < 2
        || (input[0] & 0x0f) != 8
        || (input[0] & 0xff) >>> 4 > 7
        || ((input[0] & 0xff) << 8 | (input[1] & 0xff)) % 31 != 0) {
      throw new DecodeException("zlib: the header is malformed");
    }
    if ((input[1] & 0x20) != 0) {
      throw new DecodeException("zlib: a dictionary is asked for");
    }
    position = 2;
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
    if (finalBlock || !need(3)) {
      end();
      return;
    }
    finalBlock = take(1) == 1;
    switch (take(2)) {
      case 0 -> startStored();
      case 1 -> startFixed();
      case 2 -> startDynamic();
      default -> end();
    }
  }

  private void startStored() {
    take(bitCount & 7);
    if (!need(32)) {
      end();
      return;
    }
    int length = take(16);
    int complement = take(16);
    if (length != (~complement & 0xffff)) {
      end();
      return;
    }
    // Whole bytes that wait in the bit buffer go back to the input.
    position -= bitCount >>> 3;
    bits = 0;
    bitCount = 0;
    storedLeft = length;
    block = Block.STORED;
  }

  private void copyStored() {
    int n = Math.min(storedLeft, input.length - position);
    append(input, position, n);
    position += n;
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
    literals.shortCodes(END_OF_BLOCK, literalTable);
    block = Block.COMPRESSED;
  }

  private void startDynamic() {
    if (!need(14)) {
      end();
      return;
    }
    int literalCount = take(5) + 257;
    int distanceCount = take(5) + 1;
    int codeCount = take(4) + 4;
    if (literalCount > MAX_LITERAL_CODES || distanceCount > MAX_DISTANCE_CODES) {
      end();
      return;
    }
    int[] codeLengths = new int[CODE_ORDER.length];
    for (int i = 0; i < codeCount; i++) {
      if (!need(3)) {
        end();
        return;
      }
      codeLengths[CODE_ORDER[i]] = take(3);
    }
    if (!literals.build(codeLengths, 0, codeLengths.length)
        || !readLengths(literalCount + distanceCount)
        || !literals.build(lengths, 0, literalCount)
        || !distances.build(lengths, literalCount, distanceCount)) {
      end();
      return;
    }
    literalMinBits = Math.max(literals.minBits(), lengths[END_OF_BLOCK]);
    literals.shortCodes(END_OF_BLOCK, literalTable);
    block = Block.COMPRESSED;
  }

  /** Reads the lengths of both codes, written in a code of their own. */
  private boolean readLengths(int count) {
    int i = 0;
    while (i < count) {
      int symbol = symbol(literals, literals.minBits());
      if (symbol < 0) {
        return false;
      }
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      int extra = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
      if ((symbol == 16 && i == 0) || !need(extra)) {
        return false;
      }
      int repeat = (symbol == 18 ? 11 : 3) + take(extra);
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
      } else if (symbol < END_OF_BLOCK) {
        append(symbol);
      } else if (symbol == END_OF_BLOCK) {
        block = Block.NONE;
        return;
      } else if (!copyMatch(symbol - END_OF_BLOCK - 1)) {
        end();
      }
    }
  }

  /**
   * The same far from the ends of input and output, where nothing can run out: bits are loaded
   * eight bytes at a time and literals go straight into the output. Leaves everything else to the
   * careful loop, by stopping before it.
   */
  private void decodeFast(int target) {
    byte[] in = input;
    byte[] out = output();
    int[] shortLiterals = literalTable;
    int lastInput = in.length - FAST_INPUT;
    int lastOutput = Math.min(target - 1, capacity() - FAST_OUTPUT);
    int at = position;
    int to = written();
    long buffer = bits;
    int count = bitCount;
    int usual = literals.usualBits();
    int usualPerLoad = usual == 0 ? 0 : FAST_BITS / usual;
    while (at <= lastInput && to <= lastOutput) {
      // Bits above the count are those of the next bytes; loading them again changes nothing.
      buffer |= Long.reverseBytes(BigEndian.getLong(in, at)) << count;
      at += (63 - count) >>> 3;
      count |= 56;
      int entry = shortLiterals[(int) buffer & LITERAL_MASK];
      if (usual != 0 && (entry & 0xff) == usual) {
        for (int i = 0; (entry & 0xff) == usual && i < usualPerLoad; i++) {
          out[to++] = (byte) (entry >>> 8);
          buffer >>>= usual;
          count -= usual;
          entry = shortLiterals[(int) buffer & LITERAL_MASK];
        }
        continue;
      }
      for (int i = 0; entry != 0 && i < FAST_LITERALS; i++) {
        out[to++] = (byte) (entry >>> 8);
        buffer >>>= entry;
        count -= entry & 0xff;
        entry = shortLiterals[(int) buffer & LITERAL_MASK];
      }
      if (entry != 0) {
        continue;
      }
      // A match, the end of the block, a long code, or none at all.
      if (count < MATCH_BITS) {
        buffer |= Long.reverseBytes(BigEndian.getLong(in, at)) << count;
        at += (63 - count) >>> 3;
        count |= 56;
      }
      entry = literals.lookup((int) buffer);
      int symbol = entry >>> 4;
      if ((entry & 15) == 0 || symbol == END_OF_BLOCK || symbol > LAST_LENGTH) {
        break;
      }
      if (symbol < END_OF_BLOCK) {
        out[to++] = (byte) symbol;
        buffer >>>= entry & 15;
        count -= entry & 15;
        continue;
      }
      long ahead = buffer >>> (entry & 15);
      int used = entry & 15;
      int lengthCode = symbol - END_OF_BLOCK - 1;
      int length = LENGTH_BASE[lengthCode] + ((int) ahead & (1 << LENGTH_EXTRA[lengthCode]) - 1);
      ahead >>>= LENGTH_EXTRA[lengthCode];
      used += LENGTH_EXTRA[lengthCode];
      entry = distances.lookup((int) ahead);
      int code = entry >>> 4;
      if ((entry & 15) == 0 || code >= MAX_DISTANCE_CODES) {
        break;
      }
      ahead >>>= entry & 15;
      used += entry & 15;
      int distance = DISTANCE_BASE[code] + ((int) ahead & (1 << DISTANCE_EXTRA[code]) - 1);
      if (distance > Math.min(to, WINDOW)) {
        break;
      }
      buffer = ahead >>> DISTANCE_EXTRA[code];
      count -= used + DISTANCE_EXTRA[code];
      int from = to - distance;
      if (distance >= length) {
        System.arraycopy(out, from, out, to, length);
      } else {
        for (int i = 0; i < length; i++) {
          out[to + i] = out[from + i];
        }
      }
      to += length;
    }
    position = at;
    bits = buffer & ((1L << count) - 1);
    bitCount = count;
    written(to);
  }

  private boolean copyMatch(int lengthCode) {
    if (lengthCode >= LENGTH_BASE.length || !need(LENGTH_EXTRA[lengthCode])) {
      return false;
    }
    int length = LENGTH_BASE[lengthCode] + take(LENGTH_EXTRA[lengthCode]);
    int code = symbol(distances, distances.minBits());
    if (code < 0 || code >= MAX_DISTANCE_CODES || !need(DISTANCE_EXTRA[code])) {
      return false;
    }
    int distance = DISTANCE_BASE[code] + take(DISTANCE_EXTRA[code]);
    if (distance > Math.min(written(), WINDOW)) {
      return false;
    }
    copy(distance, length);
    return true;
  }

  /** The next symbol; negative when the bits run out, or begin no code. */
  private int symbol(HuffmanCode code, int minBits) {
    if (bitCount < 15) {
      fill();
    }
    int entry = code.lookup((int) bits);
    int length = entry & 15;
    if (length == 0 || bitCount < length || bitCount < minBits) {
      return -1;
    }
    bits >>>= length;
    bitCount -= length;
    return entry >>> 4;
  }

  private boolean need(int count) {
    if (bitCount < count) {
      fill();
    }
    return bitCount >= count;
  }

  private void fill() {
    while (bitCount <= 56 && position < input.length) {
      bits |= (input[position++] & 0xffL) << bitCount;
      bitCount += 8;
    }
  }

  private int take(int count) {
    int value = (int) (bits & ((1L << count) - 1));
    bits >>>= count;
    bitCount -= count;
    return value;
  }
}
