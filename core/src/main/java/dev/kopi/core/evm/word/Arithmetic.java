package dev.kopi.core.evm.word;

/**
 * Sums, differences and comparisons on the stack. A word is four longs, the most significant first;
 * {@code sp} is the end of the top word. An operation on two words leaves its result in place of
 * the lower one, and the caller moves {@code sp}.
 */
public final class Arithmetic {
  private Arithmetic() {}

  public static void add(long[] s, int sp) {
    long a3 = s[sp - 1];
    long r3 = a3 + s[sp - 5];
    long carry = Long.compareUnsigned(r3, a3) < 0 ? 1 : 0;
    long a2 = s[sp - 2];
    long b2 = s[sp - 6];
    long r2 = a2 + b2 + carry;
    carry = ((a2 & b2) | ((a2 | b2) & ~r2)) >>> 63;
    long a1 = s[sp - 3];
    long b1 = s[sp - 7];
    long r1 = a1 + b1 + carry;
    carry = ((a1 & b1) | ((a1 | b1) & ~r1)) >>> 63;
    s[sp - 8] += s[sp - 4] + carry;
    s[sp - 7] = r1;
    s[sp - 6] = r2;
    s[sp - 5] = r3;
  }

  public static void sub(long[] s, int sp) {
    long a3 = s[sp - 1];
    long b3 = s[sp - 5];
    long borrow = Long.compareUnsigned(a3, b3) < 0 ? 1 : 0;
    long a2 = s[sp - 2];
    long b2 = s[sp - 6];
    long r2 = a2 - b2 - borrow;
    borrow = ((~a2 & b2) | ((~a2 | b2) & r2)) >>> 63;
    long a1 = s[sp - 3];
    long b1 = s[sp - 7];
    long r1 = a1 - b1 - borrow;
    borrow = ((~a1 & b1) | ((~a1 | b1) & r1)) >>> 63;
    s[sp - 8] = s[sp - 4] - s[sp - 8] - borrow;
    s[sp - 7] = r1;
    s[sp - 6] = r2;
    s[sp - 5] = a3 - b3;
  }

  public static void signExtend(long[] s, int sp) {
    if ((s[sp - 4] | s[sp - 3] | s[sp - 2]) != 0 || Long.compareUnsigned(s[sp - 1], 31) >= 0) {
      return;
    }
    int bit = 8 * (int) s[sp - 1] + 7;
    int at = sp - 5 - (bit >>> 6);
    long word = s[at];
    int shift = 63 - (bit & 63);
    long extended = word << shift >> shift;
    s[at] = extended;
    long fill = extended >> 63;
    for (int i = sp - 8; i < at; i++) {
      s[i] = fill;
    }
  }

  public static void lt(long[] s, int sp) {
    set(s, sp - 8, less(s, sp - 4, sp - 8));
  }

  public static void gt(long[] s, int sp) {
    set(s, sp - 8, less(s, sp - 8, sp - 4));
  }

  public static void slt(long[] s, int sp) {
    set(s, sp - 8, signedLess(s, sp - 4, sp - 8));
  }

  public static void sgt(long[] s, int sp) {
    set(s, sp - 8, signedLess(s, sp - 8, sp - 4));
  }

  public static void eq(long[] s, int sp) {
    long difference =
        (s[sp - 4] ^ s[sp - 8])
            | (s[sp - 3] ^ s[sp - 7])
            | (s[sp - 2] ^ s[sp - 6])
            | (s[sp - 1] ^ s[sp - 5]);
    set(s, sp - 8, difference == 0);
  }

  public static void isZero(long[] s, int sp) {
    set(s, sp - 4, (s[sp - 4] | s[sp - 3] | s[sp - 2] | s[sp - 1]) == 0);
  }

  private static void set(long[] s, int at, boolean value) {
    s[at] = 0;
    s[at + 1] = 0;
    s[at + 2] = 0;
    s[at + 3] = value ? 1 : 0;
  }

  /** Whether the word at {@code a} is below the word at {@code b}, both unsigned. */
  private static boolean less(long[] s, int a, int b) {
    if (s[a] != s[b]) {
      return Long.compareUnsigned(s[a], s[b]) < 0;
    }
    if (s[a + 1] != s[b + 1]) {
      return Long.compareUnsigned(s[a + 1], s[b + 1]) < 0;
    }
    if (s[a + 2] != s[b + 2]) {
      return Long.compareUnsigned(s[a + 2], s[b + 2]) < 0;
    }
    return Long.compareUnsigned(s[a + 3], s[b + 3]) < 0;
  }

  private static boolean signedLess(long[] s, int a, int b) {
    return s[a] != s[b] ? s[a] < s[b] : less(s, a, b);
  }
}
