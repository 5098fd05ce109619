package dev.kopi.core.compress;

import dev.kopi.core.platform.LittleEndian;

/** Reads the bits of an array, the lowest of each byte first. */
final class BitInput {
  private final byte[] array;
  private int position;
  private long bits;
  private int count;

  /** Starts at a byte. */
  BitInput(byte[] array, int position) {
    this.array = array;
    this.position = position;
  }

  /** At least 57 bits; the array has eight more bytes. */
  static long word(byte[] array, long bit) {
    return LittleEndian.getLong(array, (int) (bit >>> 3)) >>> (bit & 7);
  }

  /** Whether at least so many bits are left; at most 56. */
  boolean has(int wanted) {
    if (count < wanted) {
      fill();
    }
    return count >= wanted;
  }

  /** The next bits, at most as many as {@link #has} was asked for; zeros after the last one. */
  int peek() {
    return (int) bits;
  }

  /** Reads available bits as a number. */
  int take(int wanted) {
    int value = (int) (bits & ((1L << wanted) - 1));
    drop(wanted);
    return value;
  }

  /** Skips available bits. */
  void drop(int wanted) {
    bits >>>= wanted;
    count -= wanted;
  }

  /** The position of the next bit. */
  long bit() {
    return 8L * position - count;
  }

  /** The number of unread bits of a partly read byte. */
  int leftOfByte() {
    return count & 7;
  }

  /** Moves to another bit of the array, or to its end. */
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
