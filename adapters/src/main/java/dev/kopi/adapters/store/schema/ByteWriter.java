package dev.kopi.adapters.store.schema;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;

/**
 * Writes values of the database: numbers as LEB128, byte strings with their length in front, hashes
 * and addresses as they are.
 */
public final class ByteWriter {
  private byte[] buffer;
  private int size;

  public ByteWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), 2 * size));
    }
  }

  /** An unsigned number, seven bits a byte, the lowest first. */
  public ByteWriter number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  public ByteWriter flag(boolean value) {
    return number(value ? 1 : 0);
  }

  public ByteWriter bytes(byte[] value) {
    number(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  public ByteWriter bytes(Bytes value) {
    return bytes(value.unsafeArray());
  }

  public ByteWriter hash(Hash value) {
    ensure(32);
    value.writeTo(buffer, size);
    size += 32;
    return this;
  }

  public ByteWriter address(Address value) {
    ensure(20);
    value.writeTo(buffer, size);
    size += 20;
    return this;
  }

  public ByteWriter number(UInt256 value) {
    return bytes(value.toMinimalArray());
  }

  public byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }
}
