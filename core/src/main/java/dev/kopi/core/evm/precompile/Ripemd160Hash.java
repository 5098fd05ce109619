package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.hash.Ripemd160;

/** 0x03: RIPEMD-160, as a word. */
record Ripemd160Hash() implements Precompile {
  @Override
  public long gas(byte[] input, int offset, int length) {
    return 600 + 120 * Input.words(length);
  }

  @Override
  public byte[] run(byte[] input, int offset, int length) {
    byte[] out = new byte[32];
    System.arraycopy(Ripemd160.hash(input, offset, length), 0, out, 12, 20);
    return out;
  }
}
