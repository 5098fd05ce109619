package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;

/** Writes big-endian fields whose width depends on the machine's. */
final class StateWriter {
  private final int wordBytes;
  private byte[] out = new byte[512];
  private int size;

  StateWriter(StateVersion version) {
    this.wordBytes = version.wordBytes();
  }

  private int reserve(int count) {
    if (out.length - size < count) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, size + count));
    }
    size += count;
    return size - count;
  }

  StateWriter word(long value) {
    return wordBytes == 8 ? number(value) : half((int) value);
  }

  StateWriter number(long value) {
    int at = reserve(8);
    BigEndian.putLong(out, at, value);
    return this;
  }

  StateWriter half(int value) {
    int at = reserve(4);
    BigEndian.putInt(out, at, value);
    return this;
  }

  StateWriter one(int value) {
    int at = reserve(1);
    out[at] = (byte) value;
    return this;
  }

  StateWriter hash(Hash hash) {
    return bytes(hash.toArray());
  }

  StateWriter bytes(byte[] bytes) {
    int at = reserve(bytes.length);
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return this;
  }

  Bytes toBytes() {
    return Bytes.copyOf(out, 0, size);
  }
}
