package dev.kopi.core.primitives;

import java.util.Objects;

/** A range of an array, which must not change while the range is used. */
public final class ByteRange {
  private final byte[] array;
  private final int start;
  private final int end;

  /**
   * From {@code start} (inclusive) to {@code end} (exclusive).
   *
   * @throws IndexOutOfBoundsException if the range is outside the array
   */
  public ByteRange(byte[] array, int start, int end) {
    Objects.checkFromToIndex(start, end, array.length);
    this.array = array;
    this.start = start;
    this.end = end;
  }

  /** The whole of a value. */
  public static ByteRange of(Bytes bytes) {
    return new ByteRange(bytes.unsafeArray(), 0, bytes.size());
  }

  /** The backing array, which holds other data around the range; not to be modified. */
  public byte[] array() {
    return array;
  }

  /** The position of the first byte. */
  public int start() {
    return start;
  }

  /** The position after the last byte. */
  public int end() {
    return end;
  }

  /** The number of bytes. */
  public int size() {
    return end - start;
  }

  /** A copy. */
  public Bytes toBytes() {
    return Bytes.copyOf(array, start, end - start);
  }
}
