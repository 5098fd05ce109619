package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;

/**
 * Writes the values of the database: numbers in as many bytes as they need, everything else with
 * its length in front.
 */
final class ByteSink {
  private byte[] buffer;
  private int size;

  ByteSink(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), 2 * size));
    }
  }

  /** An unsigned number, seven bits a byte, the lowest first. */
  ByteSink number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  ByteSink flag(boolean value) {
    return number(value ? 1 : 0);
  }

  ByteSink bytes(byte[] value) {
    number(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  ByteSink bytes(Bytes value) {
    return bytes(value.unsafeArray());
  }

  ByteSink hash(Hash value) {
    ensure(32);
    value.writeTo(buffer, size);
    size += 32;
    return this;
  }

  ByteSink address(Address value) {
    ensure(20);
    value.writeTo(buffer, size);
    size += 20;
    return this;
  }

  ByteSink number(UInt256 value) {
    return bytes(value.toMinimalArray());
  }

  byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }
}
