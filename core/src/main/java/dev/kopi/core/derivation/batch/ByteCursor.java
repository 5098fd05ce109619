package dev.kopi.core.derivation.batch;

import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.primitives.DecodeException;

/** Walks along a part of an array; every step checks that it does not end. */
final class ByteCursor {
  private static final int MAX_VARINT_SIZE = 10;

  private final byte[] data;
  private final int end;
  private int position;

  ByteCursor(byte[] data, int start, int end) {
    this.data = data;
    this.position = start;
    this.end = end;
  }

  byte[] data() {
    return data;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  /** Passes over bytes; answers where they start. */
  int skip(long length) {
    require(length <= remaining(), "data ends within a field");
    int start = position;
    position += (int) length;
    return start;
  }

  int next() {
    require(position < end, "data ends within a field");
    return data[position++] & 0xff;
  }

  /** The next byte, without taking it. */
  int peek() {
    require(position < end, "data ends within a field");
    return data[position] & 0xff;
  }

  /** A number of at most 64 bits; more bytes than needed are fine. */
  long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_SIZE; i++) {
      int next = next();
      if (next < 0x80) {
        require(i < MAX_VARINT_SIZE - 1 || next <= 1, "a number is wider than 64 bits");
        return value | (long) next << (7 * i);
      }
      value |= (long) (next & 0x7f) << (7 * i);
    }
    throw new DecodeException("span batch: a number is wider than 64 bits");
  }

  /** A number of blocks or transactions. */
  int count() {
    long value = varint();
    require(
        value >= 0 && value <= ProtocolLimits.MAX_SPAN_BATCH_ELEMENTS,
        "more elements than allowed");
    return (int) value;
  }

  /** Passes over a bitlist, whose padding must be zero; answers where it starts. */
  int bits(int count) {
    int start = skip(BitColumn.sizeOf(count));
    int used = count & 7;
    require(used == 0 || (data[start] & 0xff) >>> used == 0, "a bitlist has too many bits");
    return start;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException("span batch: " + message);
    }
  }
}
