package dev.kopi.core.compress;

import java.util.Arrays;

/**
 * How the literals of one type of block are coded, laid out for reading many in a row. An entry is
 * {@code meaning << 12 | symbol << 4 | length}, for codes of up to {@link #BITS} bits; 0 for
 * others. The meaning of a byte is what it adds to the context of the next literal, and, shifted by
 * {@link #MEANING_BEFORE}, to that of the one after.
 *
 * <p>Each literal's code depends on the two literals before it, so that a decoder would wait for
 * each of them before it looks for the next. With random bytes nearly all codes have one length,
 * and those of different contexts hardly differ. There {@link #guesses} tell, by the bits alone,
 * what the byte will probably mean.
 */
final class BrotliLiterals {
  static final int BITS = 9;
  static final int MEANING_BEFORE = 6;
  private static final int CONTEXTS = 64;
  private static final int SIZE = 1 << BITS;
  private static final int LITERALS = 256;

  /** The entries by code, and by the next bits. */
  final int[] entries;

  /** Where the entries of a context's code begin. */
  final int[] starts = new int[CONTEXTS];

  /** By the next bits, the meaning of a literal in the code that most contexts have. */
  final int[] guesses = new int[SIZE];

  /**
   * The length that nearly all codes have; 0 when there is none, and guesses are not worthwhile.
   */
  final int usualBits;

  private final byte[] contexts;

  /**
   * Lays codes out.
   *
   * @param contexts what the last byte adds to the context, then what the one before it does
   * @param codes one for each context
   */
  BrotliLiterals(byte[] contexts, BrotliCode[] codes) {
    this.contexts = contexts;
    int[] all = new int[CONTEXTS * SIZE];
    int used = 0;
    int commonest = 0;
    int most = 0;
    for (int i = 0; i < CONTEXTS; i++) {
      int first = 0;
      int uses = 0;
      for (int j = CONTEXTS - 1; j >= 0; j--) {
        if (codes[j] == codes[i]) {
          first = j;
          uses++;
        }
      }
      if (first < i) {
        starts[i] = starts[first];
        continue;
      }
      starts[i] = used;
      addEntries(codes[i], all, used);
      used += SIZE;
      if (uses > most) {
        most = uses;
        commonest = i;
      }
    }
    entries = Arrays.copyOf(all, used);
    HuffmanCode guess = codes[commonest].code();
    usualBits = guess == null ? 0 : guess.usualBits();
    for (int bits = 0; bits < SIZE; bits++) {
      guesses[bits] = entries[starts[commonest] + bits] >>> 12;
    }
  }

  private void addEntries(BrotliCode from, int[] target, int start) {
    HuffmanCode code = from.code();
    if (code == null) {
      return;
    }
    int[] found = new int[SIZE];
    code.shortCodes(LITERALS, found);
    for (int bits = 0; bits < SIZE; bits++) {
      int symbol = found[bits] >>> 8;
      int length = found[bits] & 0xff;
      target[start + bits] = length == 0 ? 0 : meaning(symbol) << 12 | symbol << 4 | length;
    }
  }

  /** What a byte adds to the contexts of the two literals after it. */
  int meaning(int symbol) {
    return contexts[LITERALS + symbol] << MEANING_BEFORE | contexts[symbol];
  }
}
