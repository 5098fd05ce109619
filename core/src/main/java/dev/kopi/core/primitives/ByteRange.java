package dev.kopi.core.primitives;

import java.util.Objects;

/** A part of an array, which stays as it is as long as the part is looked at. */
public final class ByteRange {
  private final byte[] array;
  private final int start;
  private final int end;

  /**
   * From {@code start} (inclusive) to {@code end} (exclusive).
   *
   * @throws IndexOutOfBoundsException when the array has no such part
   */
  public ByteRange(byte[] array, int start, int end) {
    Objects.checkFromToIndex(start, end, array.length);
    this.array = array;
    this.start = start;
    this.end = end;
  }

  /** All of a value. */
  public static ByteRange of(Bytes bytes) {
    return new ByteRange(bytes.unsafeArray(), 0, bytes.size());
  }

  /** The backing array, which holds other data around the range; not to be modified. */
  public byte[] array() {
    return array;
  }

  /** Where the first byte is. */
  public int start() {
    return start;
  }

  /** Behind the last byte. */
  public int end() {
    return end;
  }

  /** How many bytes. */
  public int size() {
    return end - start;
  }

  /** A copy. */
  public Bytes toBytes() {
    return Bytes.copyOf(array, start, end - start);
  }
}
