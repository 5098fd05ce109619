package dev.kopi.core.compress;

import java.util.Arrays;

/**
 * A prefix code of at most 15 bits as lookup tables: one over the first bits, and one for each of
 * its entries whose codes are longer.
 *
 * <p>An entry of the {@linkplain #first first table} is {@code symbol << 4 | length} for a literal
 * whose code it holds whole. It is negative for everything else, so that a loop over literals needs
 * no more than one lookup and one comparison.
 */
final class HuffmanCode {
  /** The longest code. */
  static final int MAX_BITS = 15;

  private static final int USUAL_SHARE = (1 << MAX_BITS) / 8 * 7;
  private static final int OTHER = 1 << 31;

  private final int firstBits;
  private final int firstMask;
  private final int literals;

  // Behind the first table lie the second ones. An entry of the first with a length above its own
  // bits holds where the second table starts.
  private int[] table;
  private int secondMask;
  private int minBits;
  private int usualBits;

  /**
   * Without codes. No code may have more than twice as many symbols as the first table has entries.
   *
   * @param firstBits how many bits the first table is over: more take longer to build and make long
   *     codes faster to read
   * @param literals symbols below this one are literals
   */
  HuffmanCode(int firstBits, int literals) {
    this.firstBits = firstBits;
    this.firstMask = (1 << firstBits) - 1;
    this.literals = literals;
    this.table = new int[1 << firstBits];
  }

  /** The first table, and more behind it; another one after {@link #build}. */
  int[] first() {
    return table;
  }

  /** The shortest code's length; 0 when there is no code. */
  int minBits() {
    return minBits;
  }

  /**
   * The length that nearly all codes of what is coded have, as it is with random bytes; 0 when none
   * is so common. A loop that guesses it need not wait for one code's length to look for the next.
   */
  int usualBits() {
    return usualBits;
  }

  /**
   * Builds the tables from the lengths of the codes, 0 for symbols that do not occur.
   *
   * @return false when the lengths make no complete code, and are not a single code of one bit
   */
  boolean build(int[] lengths, int from, int count) {
    int[] counts = new int[MAX_BITS + 1];
    for (int i = from; i < from + count; i++) {
      counts[lengths[i]]++;
    }
    minBits = 0;
    usualBits = 0;
    int max = 0;
    // A code of i bits takes one of 2^i parts.
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
   * Answers the first code that is longer than the table's bits, as it is with one bit more.
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
   * What bits begin with, of which the first is the lowest: {@code symbol << 4 | length} for every
   * symbol, 0 where no code begins so.
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
