package dev.kopi.core.compress;

import dev.kopi.core.platform.LittleEndian;

/** The bits of an array, the lowest of each byte first. */
final class BitInput {
  private final byte[] array;
  private int position;
  private long bits;
  private int count;

  /** From the start of a byte on. */
  BitInput(byte[] array, int position) {
    this.array = array;
    this.position = position;
  }

  /** At least 57 bits of an array that goes on for eight bytes. */
  static long word(byte[] array, long bit) {
    return LittleEndian.getLong(array, (int) (bit >>> 3)) >>> (bit & 7);
  }

  /** Whether so many bits are left, which are 56 at most. */
  boolean has(int wanted) {
    if (count < wanted) {
      fill();
    }
    return count >= wanted;
  }

  /** The next bits, as many as were asked for by {@link #has}; zeros behind the last one. */
  int peek() {
    return (int) bits;
  }

  /** Takes bits that are there, as a number. */
  int take(int wanted) {
    int value = (int) (bits & ((1L << wanted) - 1));
    drop(wanted);
    return value;
  }

  /** Passes over bits that are there. */
  void drop(int wanted) {
    bits >>>= wanted;
    count -= wanted;
  }

  /** Where the next bit is. */
  long bit() {
    return 8L * position - count;
  }

  /** How many bits are left of the byte that was begun. */
  int leftOfByte() {
    return count & 7;
  }

  /** Goes on at another bit of the array, or at its end. */
  void moveTo(long bit) {
    position = (int) (bit >>> 3);
    bits = 0;
    count = 0;
    fill();
    drop((int) bit & 7);
  }

  private void fill() {
    if (array.length - position >= Long.BYTES) {
      bits |= LittleEndian.getLong(array, position) << count;
      position += (63 - count) >>> 3;
      count |= 56;
      bits &= -1L >>> (64 - count);
      return;
    }
    while (count <= 56 && position < array.length) {
      bits |= (array[position++] & 0xffL) << count;
      count += 8;
    }
  }
}
