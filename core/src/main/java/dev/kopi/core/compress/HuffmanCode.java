package dev.kopi.core.compress;

import java.util.Arrays;

/**
 * A prefix code of at most 15 bits as lookup tables: a first-level table over the first bits, and
 * second-level tables for longer codes.
 *
 * <p>An entry of the {@linkplain #first first table} is {@code symbol << 4 | length} for a literal
 * whose code fits the first table. It is negative for everything else, so that a loop over literals
 * needs one lookup and one comparison.
 */
final class HuffmanCode {
  /** The longest code. */
  static final int MAX_BITS = 15;

  private static final int USUAL_SHARE = (1 << MAX_BITS) / 8 * 7;
  private static final int OTHER = 1 << 31;

  private final int firstBits;
  private final int firstMask;
  private final int literals;

  // The second-level tables follow the first one. An entry of the first table with a length above
  // its own bits holds the start of a second-level table.
  private int[] table;
  private int secondMask;
  private int minBits;
  private int usualBits;

  /**
   * Has no codes yet. A code has at most twice as many symbols as the first table has entries.
   *
   * @param firstBits the bits of the first table: more of them make building slower and long codes
   *     faster
   * @param literals symbols below this one are literals
   */
  HuffmanCode(int firstBits, int literals) {
    this.firstBits = firstBits;
    this.firstMask = (1 << firstBits) - 1;
    this.literals = literals;
    this.table = new int[1 << firstBits];
  }

  /** The first table, followed by the second-level ones; replaced by {@link #build}. */
  int[] first() {
    return table;
  }

  /** The length of the shortest code; 0 if there is none. */
  int minBits() {
    return minBits;
  }

  /**
   * The length of nearly all codes, as for random bytes; 0 if no length is that common. A loop that
   * assumes it does not wait for the length of each code.
   */
  int usualBits() {
    return usualBits;
  }

  /**
   * Builds the tables from the lengths of the codes, 0 for symbols that do not occur.
   *
   * @return false if the code is incomplete, unless it is a single code of one bit
   */
  boolean build(int[] lengths, int from, int count) {
    int[] counts = new int[MAX_BITS + 1];
    for (int i = from; i < from + count; i++) {
      counts[lengths[i]]++;
    }
    minBits = 0;
    usualBits = 0;
    int max = 0;
    // A code of i bits takes 1 / 2^i of the code space.
    int taken = 0;
    int[] places = new int[MAX_BITS + 2];
    for (int i = 1; i <= MAX_BITS; i++) {
      places[i + 1] = places[i] + counts[i];
      int share = counts[i] << (MAX_BITS - i);
      taken += share;
      if (counts[i] != 0) {
        minBits = minBits == 0 ? i : minBits;
        max = i;
      }
      if (share >= USUAL_SHARE) {
        usualBits = i;
      }
    }
    boolean single = max == 1 && counts[1] == 1;
    if (max == 0 || single) {
      Arrays.fill(table, 0, 1 << firstBits, OTHER);
    }
    if (max == 0) {
      return true;
    }
    if (taken != 1 << MAX_BITS && !single) {
      return false;
    }
    int[] symbols = new int[count];
    for (int i = 0; i < count; i++) {
      if (lengths[from + i] != 0) {
        symbols[places[lengths[from + i]]++] = i;
      }
    }
    int longCode = fillFirst(symbols, counts, max);
    if (max > firstBits) {
      fillSecond(symbols, counts, max, longCode);
    }
    return true;
  }

  /**
   * Fills the first table: that of n bits is twice that of n - 1 bits, and the codes of n bits.
   * Returns the first code longer than the table's bits, extended by one bit.
   */
  private int fillFirst(int[] symbols, int[] counts, int max) {
    int code = 0;
    int next = 0;
    for (int n = minBits; n <= firstBits; n++) {
      if (n > minBits) {
        System.arraycopy(table, 0, table, 1 << (n - 1), 1 << (n - 1));
      }
      for (int end = n > max ? next : next + counts[n]; next < end; next++) {
        table[reverse(code++, n)] = entry(symbols[next], n);
      }
      code <<= 1;
    }
    return code;
  }

  private void fillSecond(int[] symbols, int[] counts, int max, int firstCode) {
    int bits = max - firstBits;
    secondMask = (1 << bits) - 1;
    int used = 1 << firstBits;
    int needed = used + ((1 << firstBits) - (firstCode >>> 1) << bits);
    if (table.length < needed) {
      table = Arrays.copyOf(table, needed);
    }
    for (int link = firstCode >>> 1; link < 1 << firstBits; link++) {
      table[reverse(link, firstBits)] = OTHER | used << 4 | MAX_BITS;
      used += 1 << bits;
    }
    int code = firstCode;
    int next = 0;
    for (int n = 1; n <= firstBits; n++) {
      next += counts[n];
    }
    for (int n = firstBits + 1; n <= max; n++) {
      for (int end = next + counts[n]; next < end; next++) {
        int reversed = reverse(code++, n);
        int start = (table[reversed & firstMask] & ~OTHER) >>> 4;
        for (int at = reversed >>> firstBits; at <= secondMask; at += 1 << (n - firstBits)) {
          table[start + at] = entry(symbols[next], n);
        }
      }
      code <<= 1;
    }
  }

  private int entry(int symbol, int length) {
    return (symbol < literals ? 0 : OTHER) | symbol << 4 | length;
  }

  /**
   * The symbol at the start of some bits, the lowest bit first, as {@code symbol << 4 | length}; 0
   * if no code matches.
   */
  int lookup(int bits) {
    int entry = table[bits & firstMask] & ~OTHER;
    if ((entry & 15) <= firstBits) {
      return entry;
    }
    return table[(entry >>> 4) + (bits >>> firstBits & secondMask)] & ~OTHER;
  }

  private static int reverse(int code, int bits) {
    return Integer.reverse(code) >>> (32 - bits);
  }
}
