package dev.kopi.core.compress;

import dev.kopi.core.platform.LittleEndian;

/**
 * The fast path of deflate: decodes the symbols of a compressed block away from the ends of input
 * and output, without bounds checks. It stops before the last symbols, the end of the block and
 * malformed data, which the slow path handles.
 */
final class FastInflate {
  private static final int LITERALS = 256;
  private static final int LITERAL_BITS = 11;
  private static final int LITERAL_MASK = (1 << LITERAL_BITS) - 1;
  private static final int DISTANCE_BITS = 9;

  // The most that one iteration reads and writes: two 64-bit words of input, and the literals of 57
  // bits or one match.
  private static final int INPUT = 2 * Long.BYTES;
  private static final int LITERALS_AT_ONCE = 5;
  private static final int BYTES_AT_ONCE = 7;
  private static final int OUTPUT = Deflate.LONGEST_MATCH + LITERALS_AT_ONCE + BYTES_AT_ONCE;

  final HuffmanCode literals = new HuffmanCode(LITERAL_BITS, LITERALS);
  final HuffmanCode distances = new HuffmanCode(DISTANCE_BITS, 0);

  // The literal with a given code of eight bits; negative if there is none.
  private final long[] bytes = new long[1 << 8];

  private final byte[] input;
  private final long lastBit;
  private boolean mostlyBytes;
  private long bit;

  FastInflate(byte[] input) {
    this.input = input;
    this.lastBit = 8L * (input.length - INPUT);
  }

  /** Sets the codes of a block. */
  void codesChanged() {
    mostlyBytes = literals.usualBits() == 8;
    if (!mostlyBytes) {
      return;
    }
    int[] first = literals.first();
    for (int i = 0; i < bytes.length; i++) {
      boolean holds = first[i] >= 0 && (first[i] & 15) == 8;
      bytes[i] = holds ? first[i] >>> 4 : -1;
    }
  }

  /** The position of the first unread bit. */
  long bit() {
    return bit;
  }

  /**
   * Reads symbols.
   *
   * @param start the position of the first bit
   * @param out receives the output; holds the preceding output
   * @param from the position of the output
   * @param end the end of the output
   * @return the position after the output
   */
  int read(long start, byte[] out, int from, int end) {
    int[] first = literals.first();
    int last = end - OUTPUT;
    int to = from;
    bit = start;
    while (bit <= lastBit && to <= last) {
      if (mostlyBytes) {
        to = readBytes(out, to, last);
        if (bit > lastBit || to > last) {
          return to;
        }
      }
      long word = BitInput.word(input, bit);
      int used = 0;
      int entry = first[(int) word & LITERAL_MASK];
      for (int i = 0; entry >= 0 && i < LITERALS_AT_ONCE; i++) {
        out[to++] = (byte) (entry >>> 4);
        used += entry & 15;
        entry = first[(int) (word >>> used) & LITERAL_MASK];
      }
      bit += used;
      if (entry >= 0) {
        continue;
      }
      int copied = readOther(out, to);
      if (copied == 0) {
        return to;
      }
      to += copied;
    }
    return to;
  }

  /**
   * Reads literals with codes of mostly eight bits, as for random bytes: assumes this for the next
   * seven, and then checks it, so that no lookup waits for the previous one.
   */
  private int readBytes(byte[] out, int from, int last) {
    byte[] in = input;
    long[] eight = bytes;
    int[] first = literals.first();
    long next = bit;
    int to = from;
    // As a mask it is eight bits, and tells that the table has room for them.
    int mask = eight.length - 1;
    while (next <= lastBit && to <= last) {
      long word = BitInput.word(in, next);
      long seven = eight[(int) word & mask];
      seven |= eight[(int) (word >>> 8) & mask] << 8;
      seven |= eight[(int) (word >>> 16) & mask] << 16;
      seven |= eight[(int) (word >>> 24) & mask] << 24;
      seven |= eight[(int) (word >>> 32) & mask] << 32;
      seven |= eight[(int) (word >>> 40) & mask] << 40;
      seven |= eight[(int) (word >>> 48) & mask] << 48;
      LittleEndian.putLong(out, to, seven);
      if (seven >= 0) {
        next += 8 * BYTES_AT_ONCE;
        to += BYTES_AT_ONCE;
        continue;
      }
      // All bits are set from the first wrong guess on.
      int good = (64 + 7 - Long.numberOfLeadingZeros(~seven)) >>> 3;
      next += 8 * good;
      to += good;
      word = BitInput.word(in, next);
      int entry = first[(int) word & LITERAL_MASK];
      if (entry < 0) {
        break;
      }
      out[to++] = (byte) (entry >>> 4);
      next += entry & 15;
    }
    bit = next;
    return to;
  }

  /**
   * Reads a match or a literal with a long code. Returns its size in bytes; 0 for other symbols.
   */
  private int readOther(byte[] out, int to) {
    long ahead = BitInput.word(input, bit);
    int entry = literals.lookup((int) ahead);
    int symbol = entry >>> 4;
    int used = entry & 15;
    if (used == 0 || symbol == Deflate.END_OF_BLOCK || symbol > Deflate.LAST_LENGTH) {
      return 0;
    }
    if (symbol < LITERALS) {
      out[to] = (byte) symbol;
      bit += used;
      return 1;
    }
    ahead >>>= used;
    int code = symbol - Deflate.END_OF_BLOCK - 1;
    int extra = Deflate.LENGTH_EXTRA[code];
    int length = Deflate.LENGTH_BASE[code] + ((int) ahead & (1 << extra) - 1);
    ahead >>>= extra;
    used += extra;
    entry = distances.lookup((int) ahead);
    code = entry >>> 4;
    if ((entry & 15) == 0 || code >= Deflate.MAX_DISTANCE_CODES) {
      return 0;
    }
    ahead >>>= entry & 15;
    used += entry & 15;
    extra = Deflate.DISTANCE_EXTRA[code];
    int distance = Deflate.DISTANCE_BASE[code] + ((int) ahead & (1 << extra) - 1);
    if (distance > Math.min(to, Deflate.WINDOW)) {
      return 0;
    }
    bit += used + extra;
    int from = to - distance;
    if (distance >= length) {
      System.arraycopy(out, from, out, to, length);
    } else {
      for (int i = 0; i < length; i++) {
        out[to + i] = out[from + i];
      }
    }
    return length;
  }
}
