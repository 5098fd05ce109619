package dev.kopi.core.cannon.machine;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;

/** Writes big-endian fields whose width depends on the machine's. */
final class WordWriter {
  private final int wordBytes;
  private byte[] out = new byte[512];
  private int size;

  WordWriter(StateVersion version) {
    this.wordBytes = version.wordBytes();
  }

  private int reserve(int count) {
    if (out.length - size < count) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, size + count));
    }
    size += count;
    return size - count;
  }

  WordWriter word(long value) {
    return wordBytes == 8 ? number(value) : half((int) value);
  }

  WordWriter number(long value) {
    BigEndian.putLong(out, reserve(8), value);
    return this;
  }

  WordWriter half(int value) {
    BigEndian.putInt(out, reserve(4), value);
    return this;
  }

  WordWriter one(int value) {
    out[reserve(1)] = (byte) value;
    return this;
  }

  WordWriter hash(Hash hash) {
    return bytes(hash.toArray());
  }

  WordWriter bytes(byte[] bytes) {
    System.arraycopy(bytes, 0, out, reserve(bytes.length), bytes.length);
    return this;
  }

  Bytes toBytes() {
    return Bytes.copyOf(out, 0, size);
  }
}
