package dev.kopi.core.evm.precompile;

import dev.kopi.core.primitives.UInt256;

/** Reads of input that is taken to go on with zeros for ever. */
final class Input {
  private Input() {}

  /** A word that begins {@code at} bytes into the input. */
  static UInt256 word(byte[] input, int offset, int length, int at) {
    return length - at >= 32
        ? UInt256.fromBytes(input, offset + at, 32)
        : UInt256.fromBytes(bytes(input, offset, length, at, 32));
  }

  /** A copy of {@code size} bytes that begin {@code at} bytes into the input. */
  static byte[] bytes(byte[] input, int offset, int length, long at, int size) {
    byte[] out = new byte[size];
    if (at < length) {
      System.arraycopy(input, offset + (int) at, out, 0, (int) Math.min(size, length - at));
    }
    return out;
  }

  /** How many words of 32 bytes a length takes. */
  static long words(int length) {
    return (length + 31L) / 32;
  }
}
