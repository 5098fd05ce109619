package dev.kopi.core.compress;

import dev.kopi.core.platform.LittleEndian;
import java.util.Arrays;
import java.util.Collections;

/**
 * Reads runs of literals of one block type, away from the end of the input and from flush points,
 * where each symbol needs a check.
 *
 * <p>The code of a literal depends on the two preceding literals, which makes each lookup wait for
 * the previous one. For random bytes nearly all codes have eight bits and hardly differ between
 * contexts, so the bits alone predict the context of the next two literals.
 */
final class BrotliLiterals {
  private static final int CONTEXTS = 64;
  private static final int BITS = 9;
  private static final int MASK = (1 << BITS) - 1;
  private static final int[] NO_CODE = new int[1 << BITS];

  // What a byte means: in the low half what it adds to the context of the next literal, and in the
  // high half what it adds to that of the one after; each as where the context's row begins in a
  // table with rows of 256 entries.
  private static final int ROW = 8;
  private static final int HALF = 16;

  // The least number of literals in a 64-bit word of input, and that with codes of eight bits.
  private static final int LITERALS_AT_ONCE = 6;
  private static final int BYTES_AT_ONCE = 7;

  /** A word of input, after another one. */
  static final int INPUT = 2 * Long.BYTES;

  static {
    Arrays.fill(NO_CODE, -1);
  }

  private final int[] meanings = new int[256];
  private final int[][] tables = new int[CONTEXTS][];
  private final boolean mostlyBytes;

  // By the next eight bits, what a literal means in the code that most contexts have. And by
  // context and the next eight bits, the literal of which they are the code, if it means just that;
  // negative where not.
  private final int[] guesses = new int[256];
  private final short[] bytes;
  private long bit;

  /**
   * Builds the lookup tables.
   *
   * @param contexts the contributions of the last byte, then of the one before it
   * @param codes one for each context
   */
  BrotliLiterals(byte[] contexts, BrotliCode[] codes) {
    for (int i = 0; i < meanings.length; i++) {
      meanings[i] = contexts[256 + i] << (HALF + ROW) | contexts[i] << ROW;
    }
    int commonest = 0;
    int most = 0;
    for (int i = 0; i < CONTEXTS; i++) {
      HuffmanCode code = codes[i].code();
      tables[i] = code == null ? NO_CODE : code.first();
      int uses = Collections.frequency(Arrays.asList(codes), codes[i]);
      commonest = uses > most ? i : commonest;
      most = Math.max(most, uses);
    }
    HuffmanCode guess = codes[commonest].code();
    mostlyBytes = guess != null && guess.usualBits() == 8;
    bytes = new short[mostlyBytes ? CONTEXTS << ROW : 0];
    if (mostlyBytes) {
      guess(tables[commonest]);
    }
  }

  private void guess(int[] table) {
    for (int i = 0; i < guesses.length; i++) {
      guesses[i] = table[i] < 0 ? 0 : meanings[table[i] >>> 4];
    }
    for (int i = 0; i < bytes.length; i++) {
      int bits = i & 0xff;
      int entry = tables[i >>> ROW][bits];
      boolean holds = entry >= 0 && (entry & 15) == 8 && meanings[entry >>> 4] == guesses[bits];
      bytes[i] = (short) (holds ? entry >>> 4 : -1);
    }
  }

  /** The position of the first unread bit. */
  long bit() {
    return bit;
  }

  /**
   * Reads literals up to the first one with a long or invalid code.
   *
   * @param in has eight more bytes after the last bit
   * @param start the position of the first bit
   * @param lastBit the last position at which a literal may start
   * @param out receives the literals; holds the preceding output
   * @param from the position of the first one
   * @param end the end of the output
   * @return the position after the last one
   */
  int read(byte[] in, long start, long lastBit, byte[] out, int from, int end) {
    bit = start;
    int to = from;
    int last = end - BYTES_AT_ONCE;
    if (mostlyBytes && to <= last) {
      to = readBytes(in, lastBit, out, to, Math.min(last, out.length - Long.BYTES));
    }
    int context = context(out, to);
    while (to < end && bit <= lastBit) {
      long word = BitInput.word(in, bit);
      int used = 0;
      for (int i = Math.min(LITERALS_AT_ONCE, end - to); i > 0; i--) {
        int entry = tables[(char) context >>> ROW][(int) (word >>> used) & MASK];
        if (entry < 0) {
          bit += used;
          return to;
        }
        out[to++] = (byte) (entry >>> 4);
        used += entry & 15;
        context = context >>> HALF | meanings[entry >>> 4];
      }
      bit += used;
    }
    return to;
  }

  /** The context of the next literal, and in the high half a part of that of the one after. */
  private int context(byte[] out, int at) {
    int beforeLast = meanings[at < 2 ? 0 : out[at - 2] & 0xff];
    int last = meanings[at < 1 ? 0 : out[at - 1] & 0xff];
    return beforeLast >>> HALF | last;
  }

  /**
   * Reads literals seven at a time: assumes codes of eight bits, looks all of them up, and then
   * checks the assumption, so that no lookup waits for the previous one.
   */
  private int readBytes(byte[] in, long lastBit, byte[] out, int from, int last) {
    int[] guess = guesses;
    short[] eight = bytes;
    long next = bit;
    int to = from;
    int context = context(out, to);
    // As a mask it is eight bits, and tells that the table has room for them.
    int mask = guess.length - 1;
    while (next <= lastBit && to <= last) {
      long word = BitInput.word(in, next);
      int a = (int) word & mask;
      long seven = eight[(char) context | a];
      context = context >>> HALF | guess[a];
      int b = (int) (word >>> 8) & mask;
      seven |= (long) eight[(char) context | b] << 8;
      context = context >>> HALF | guess[b];
      int c = (int) (word >>> 16) & mask;
      seven |= (long) eight[(char) context | c] << 16;
      context = context >>> HALF | guess[c];
      int d = (int) (word >>> 24) & mask;
      seven |= (long) eight[(char) context | d] << 24;
      context = context >>> HALF | guess[d];
      int e = (int) (word >>> 32) & mask;
      seven |= (long) eight[(char) context | e] << 32;
      context = context >>> HALF | guess[e];
      int f = (int) (word >>> 40) & mask;
      seven |= (long) eight[(char) context | f] << 40;
      context = context >>> HALF | guess[f];
      int g = (int) (word >>> 48) & mask;
      seven |= (long) eight[(char) context | g] << 48;
      context = context >>> HALF | guess[g];
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
      context = context(out, to);
      word = BitInput.word(in, next);
      int entry = tables[(char) context >>> ROW][(int) word & MASK];
      if (entry < 0) {
        break;
      }
      out[to++] = (byte) (entry >>> 4);
      next += entry & 15;
      context = context >>> HALF | meanings[entry >>> 4];
    }
    bit = next;
    return to;
  }
}
