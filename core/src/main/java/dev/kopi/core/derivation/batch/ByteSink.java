package dev.kopi.core.derivation.batch;

import dev.kopi.core.primitives.Bytes;
import java.util.Arrays;

/** Bytes that grow at their end and can be cut. */
final class ByteSink {
  private byte[] data = new byte[256];
  private int size;

  int size() {
    return size;
  }

  void truncate(int length) {
    size = length;
  }

  ByteSink put(int value) {
    ensure(1);
    data[size++] = (byte) value;
    return this;
  }

  ByteSink put(Bytes bytes) {
    return put(bytes.unsafeArray(), 0, bytes.size());
  }

  ByteSink put(byte[] bytes, int offset, int length) {
    ensure(length);
    System.arraycopy(bytes, offset, data, size, length);
    size += length;
    return this;
  }

  ByteSink put(ByteSink other) {
    return put(other.data, 0, other.size);
  }

  /** Seven bits a byte, the lowest first; the top bit says that more follow. */
  ByteSink putVarint(long value) {
    ensure(10);
    while ((value & ~0x7fL) != 0) {
      data[size++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    data[size++] = (byte) value;
    return this;
  }

  /** How many bytes a number takes. */
  static int varintSize(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  Bytes toBytes() {
    return Bytes.copyOf(data, 0, size);
  }

  byte[] unsafeArray() {
    return data;
  }

  private void ensure(int more) {
    if (data.length - size < more) {
      data = Arrays.copyOf(data, Math.max(Math.addExact(size, more), 2 * data.length));
    }
  }
}
