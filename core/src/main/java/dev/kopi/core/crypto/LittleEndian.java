package dev.kopi.core.crypto;

import dev.kopi.core.platform.BigEndian;

/** Little-endian words in byte arrays. */
final class LittleEndian {
  private LittleEndian() {}

  /** The eight bytes from {@code offset} as a long. */
  static long getLong(byte[] bytes, int offset) {
    return Long.reverseBytes(BigEndian.getLong(bytes, offset));
  }
}
