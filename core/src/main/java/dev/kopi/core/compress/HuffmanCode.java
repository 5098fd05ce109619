package dev.kopi.core.compress;

import java.util.Arrays;

/**
 * A prefix code of at most 15 bits as lookup tables: one over the first bits, and one for each of
 * its entries whose codes are longer.
 */
final class HuffmanCode {
  private static final int MAX_BITS = 15;
  private static final int USUAL_SHARE = (1 << MAX_BITS) / 8 * 7;

  private final int primaryBits;
  private final int primaryMask;

  // An entry is symbol << 4 | length; 0 where no code is. An entry of the primary table with a
  // length above primaryBits holds the offset of the second table and its longest code instead.
  private int[] table;
  private int linkMask;
  private int minBits;
  private int usualBits;

  /**
   * Without codes.
   *
   * @param primaryBits how many bits the first table is over: more take longer to build and make
   *     long codes faster to read
   */
  HuffmanCode(int primaryBits) {
    this.primaryBits = primaryBits;
    this.primaryMask = (1 << primaryBits) - 1;
    this.table = new int[1 << primaryBits];
  }

  /**
   * The first table with its entries in another form, for loops that cannot afford more than one
   * lookup: {@code symbol << 8 | length} for symbols below {@code limit} whose code it holds whole,
   * 0 for everything else.
   */
  void shortCodes(int limit, int[] target) {
    for (int i = 0; i < target.length; i++) {
      int entry = table[i & primaryMask];
      int length = entry & 15;
      boolean holds = length != 0 && length <= primaryBits && entry >>> 4 < limit;
      target[i] = holds ? entry >>> 4 << 8 | length : 0;
    }
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
    int max = 0;
    minBits = 0;
    usualBits = 0;
    for (int i = from; i < from + count; i++) {
      int n = lengths[i];
      if (n != 0) {
        minBits = minBits == 0 ? n : Math.min(minBits, n);
        max = Math.max(max, n);
        counts[n]++;
      }
    }
    Arrays.fill(table, 0, 1 << primaryBits, 0);
    if (max == 0) {
      return true;
    }
    int code = 0;
    int[] next = new int[MAX_BITS + 1];
    for (int i = minBits; i <= max; i++) {
      code <<= 1;
      next[i] = code;
      code += counts[i];
      // A code of i bits comes once in 2^i times.
      if (counts[i] << (MAX_BITS - i) >= USUAL_SHARE) {
        usualBits = i;
      }
    }
    if (code != 1 << max && !(code == 1 && max == 1)) {
      return false;
    }
    if (max > primaryBits) {
      linkTables(next, max);
    }
    fill(lengths, from, count, next, max);
    return true;
  }

  private void linkTables(int[] next, int max) {
    int linkSize = 1 << (max - primaryBits);
    int firstLink = next[primaryBits + 1] >>> 1;
    int used = 1 << primaryBits;
    int needed = used + ((1 << primaryBits) - firstLink) * linkSize;
    if (table.length < needed) {
      table = new int[needed];
    } else {
      Arrays.fill(table, used, needed, 0);
    }
    for (int link = firstLink; link < 1 << primaryBits; link++) {
      table[reverse(link, primaryBits)] = used << 4 | MAX_BITS;
      used += linkSize;
    }
  }

  private void fill(int[] lengths, int from, int count, int[] next, int max) {
    int linkBits = Math.max(0, max - primaryBits);
    linkMask = (1 << linkBits) - 1;
    for (int i = 0; i < count; i++) {
      int n = lengths[from + i];
      if (n == 0) {
        continue;
      }
      int reversed = reverse(next[n]++, n);
      int entry = i << 4 | n;
      if (n <= primaryBits) {
        for (int at = reversed; at < 1 << primaryBits; at += 1 << n) {
          table[at] = entry;
        }
      } else {
        int offset = table[reversed & primaryMask] >>> 4;
        int step = 1 << (n - primaryBits);
        for (int at = reversed >>> primaryBits; at < 1 << linkBits; at += step) {
          table[offset + at] = entry;
        }
      }
    }
  }

  /** The entry for bits of which the first is the lowest; 0 where no code begins so. */
  int lookup(int bits) {
    int entry = table[bits & primaryMask];
    if ((entry & 15) <= primaryBits) {
      return entry;
    }
    return table[(entry >>> 4) + (bits >>> primaryBits & linkMask)];
  }

  private static int reverse(int code, int bits) {
    return Integer.reverse(code) >>> (32 - bits);
  }
}
