package dev.kopi.core.p2p.protobuf;

import dev.kopi.core.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a message of Protocol Buffers.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
public final class ProtoWriter {
  private byte[] buffer;
  private int size;

  /** An empty message. */
  public ProtoWriter() {
    this(64);
  }

  /** An empty message that will have about so many bytes. */
  public ProtoWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** A field of the wire type 0. */
  public ProtoWriter number(int field, long value) {
    varint((long) field << 3);
    return varint(value);
  }

  /** A boolean field. */
  public ProtoWriter bool(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  /** A field of the wire type 2. */
  public ProtoWriter bytes(int field, byte[] value) {
    varint((long) field << 3 | ProtoReader.LENGTH_DELIMITED);
    varint(value.length);
    return raw(value, value.length);
  }

  /** A field of the wire type 2. */
  public ProtoWriter bytes(int field, Bytes value) {
    return bytes(field, value.unsafeArray());
  }

  /** A field of text. */
  public ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message in a field. */
  public ProtoWriter message(int field, ProtoWriter value) {
    varint((long) field << 3 | ProtoReader.LENGTH_DELIMITED);
    varint(value.size);
    return raw(value.buffer, value.size);
  }

  /** A varint without a field: the length in front of a message. */
  public ProtoWriter varint(long value) {
    room(10);
    long rest = value;
    for (; rest < 0 || rest >= 0x80; rest >>>= 7) {
      buffer[size++] = (byte) (rest | 0x80);
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  /** One byte as it is. */
  public ProtoWriter octet(int value) {
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  private ProtoWriter raw(byte[] value, int length) {
    room(length);
    System.arraycopy(value, 0, buffer, size, length);
    size += length;
    return this;
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + more));
    }
  }

  /** How many bytes were written. */
  public int size() {
    return size;
  }

  /** The message. */
  public byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** The message, its length as a varint in front. */
  public byte[] delimited() {
    return new ProtoWriter(size + 10).varint(size).raw(buffer, size).toArray();
  }
}
