package dev.kopi.core.compress;

import dev.kopi.core.platform.BigEndian;
import java.util.Arrays;

/**
 * Reads many literals of one type of block in a row, as long as neither the end of the input nor an
 * edge is near, where every symbol must be looked at for itself.
 *
 * <p>Each literal's code depends on the two literals before it, so that a decoder would wait for
 * each of them before it looks for the next. With random bytes nearly all codes have eight bits,
 * and those of different contexts hardly differ: there the bits alone tell what a literal will
 * probably mean for the context of the next two.
 */
final class BrotliLiterals {
  private static final int CONTEXTS = 64;
  private static final int BITS = 9;
  private static final int MASK = (1 << BITS) - 1;
  private static final int[] NO_CODE = new int[1 << BITS];

  // What a byte means: what it adds to the context of the next literal; and, shifted, what it adds
  // to that of the one after.
  private static final int BEFORE = 6;
  private static final int LAST_MASK = (1 << BEFORE) - 1;

  // How many literals a word of input holds for sure, and how many with codes of eight bits.
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
  // context where its part of the bytes begins, which are by the next eight bits the literal of
  // which they are the code, if it means just that; negative where not.
  private final int[] guesses = new int[256];
  private final int[] starts = new int[CONTEXTS];
  private final long[] bytes;
  private long bit;

  /**
   * Lays codes out.
   *
   * @param contexts what the last byte adds to the context, then what the one before it does
   * @param codes one for each context
   */
  BrotliLiterals(byte[] contexts, BrotliCode[] codes) {
    for (int i = 0; i < meanings.length; i++) {
      meanings[i] = contexts[256 + i] << BEFORE | contexts[i];
    }
    int[] firsts = new int[CONTEXTS];
    int[] uses = new int[CONTEXTS];
    int commonest = 0;
    for (int i = 0; i < CONTEXTS; i++) {
      HuffmanCode code = codes[i].code();
      tables[i] = code == null ? NO_CODE : code.first();
      firsts[i] = Arrays.asList(codes).indexOf(codes[i]);
      uses[firsts[i]]++;
      commonest = uses[firsts[i]] > uses[commonest] ? firsts[i] : commonest;
    }
    HuffmanCode guess = codes[commonest].code();
    mostlyBytes = guess != null && guess.usualBits() == 8;
    bytes = new long[mostlyBytes ? CONTEXTS * 256 : 0];
    if (mostlyBytes) {
      guess(tables[commonest], firsts);
    }
  }

  private void guess(int[] table, int[] firsts) {
    for (int i = 0; i < guesses.length; i++) {
      guesses[i] = table[i] < 0 ? 0 : meanings[table[i] >>> 4];
    }
    int used = 0;
    for (int context = 0; context < CONTEXTS; context++) {
      if (firsts[context] < context) {
        starts[context] = starts[firsts[context]];
        continue;
      }
      starts[context] = used;
      for (int i = 0; i < guesses.length; i++) {
        int entry = tables[context][i];
        boolean holds = entry >= 0 && (entry & 15) == 8 && meanings[entry >>> 4] == guesses[i];
        bytes[used++] = holds ? entry >>> 4 : -1;
      }
    }
  }

  /** Where the first bit is that was not read. */
  long bit() {
    return bit;
  }

  /**
   * Reads literals up to the first one whose code is long, or is none.
   *
   * @param in has a word of bytes more than the last bit
   * @param start where the first bit is
   * @param lastBit where reading may start at most
   * @param out takes the literals, and holds what comes before them
   * @param from where the first one goes
   * @param end nothing counts from here on
   * @return up to where they went
   */
  int read(byte[] in, long start, long lastBit, byte[] out, int from, int end) {
    bit = start;
    int to = from;
    int last = end - BYTES_AT_ONCE;
    if (mostlyBytes && to <= last) {
      to = readBytes(in, lastBit, out, to, Math.min(last, out.length - Long.BYTES));
    }
    int before = meaning(out, to - 2);
    int previous = meaning(out, to - 1);
    while (to < end && bit <= lastBit) {
      long word = Long.reverseBytes(BigEndian.getLong(in, (int) (bit >>> 3))) >>> (bit & 7);
      int used = 0;
      for (int i = Math.min(LITERALS_AT_ONCE, end - to); i > 0; i--) {
        int[] table = tables[before >>> BEFORE | previous & LAST_MASK];
        int entry = table[(int) (word >>> used) & MASK];
        if (entry < 0) {
          bit += used;
          return to;
        }
        out[to++] = (byte) (entry >>> 4);
        used += entry & 15;
        before = previous;
        previous = meanings[entry >>> 4];
      }
      bit += used;
    }
    return to;
  }

  private int meaning(byte[] out, int at) {
    return meanings[at < 0 ? 0 : out[at] & 0xff];
  }

  /**
   * Reads literals seven at a time: guesses that their codes have eight bits, and what they mean,
   * and looks only then whether it is so, so that none waits for the one before it.
   */
  private int readBytes(byte[] in, long lastBit, byte[] out, int from, int last) {
    int[] guess = guesses;
    int[] start = starts;
    long[] eight = bytes;
    long next = bit;
    int to = from;
    int before = meaning(out, to - 2);
    int previous = meaning(out, to - 1);
    while (next <= lastBit && to <= last) {
      long word = Long.reverseBytes(BigEndian.getLong(in, (int) (next >>> 3))) >>> (next & 7);
      int a = (int) word & 0xff;
      long seven = eight[start[before >>> BEFORE | previous & LAST_MASK] + a];
      int second = guess[a];
      int b = (int) (word >>> 8) & 0xff;
      seven |= eight[start[previous >>> BEFORE | second & LAST_MASK] + b] << 8;
      int third = guess[b];
      int c = (int) (word >>> 16) & 0xff;
      seven |= eight[start[second >>> BEFORE | third & LAST_MASK] + c] << 16;
      int fourth = guess[c];
      int d = (int) (word >>> 24) & 0xff;
      seven |= eight[start[third >>> BEFORE | fourth & LAST_MASK] + d] << 24;
      int fifth = guess[d];
      int e = (int) (word >>> 32) & 0xff;
      seven |= eight[start[fourth >>> BEFORE | fifth & LAST_MASK] + e] << 32;
      int sixth = guess[e];
      int f = (int) (word >>> 40) & 0xff;
      seven |= eight[start[fifth >>> BEFORE | sixth & LAST_MASK] + f] << 40;
      int seventh = guess[f];
      int g = (int) (word >>> 48) & 0xff;
      seven |= eight[start[sixth >>> BEFORE | seventh & LAST_MASK] + g] << 48;
      BigEndian.putLong(out, to, Long.reverseBytes(seven));
      if (seven >= 0) {
        before = seventh;
        previous = guess[g];
        next += 8 * BYTES_AT_ONCE;
        to += BYTES_AT_ONCE;
        continue;
      }
      // From the first one that is not as guessed on, all bits are set.
      int good = (64 + 7 - Long.numberOfLeadingZeros(~seven)) >>> 3;
      next += 8 * good;
      to += good;
      before = meaning(out, to - 2);
      previous = meaning(out, to - 1);
      word = Long.reverseBytes(BigEndian.getLong(in, (int) (next >>> 3))) >>> (next & 7);
      int entry = tables[before >>> BEFORE | previous & LAST_MASK][(int) word & MASK];
      if (entry < 0) {
        break;
      }
      out[to++] = (byte) (entry >>> 4);
      next += entry & 15;
      before = previous;
      previous = meanings[entry >>> 4];
    }
    bit = next;
    return to;
  }
}
