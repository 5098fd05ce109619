package dev.kopi.core.evm.precompile;

import java.util.Arrays;

/** 0x04: its input. */
record Identity() implements Precompile {
  @Override
  public long gas(byte[] input, int offset, int length) {
    return 15 + 3 * Input.words(length);
  }

  @Override
  public byte[] run(byte[] input, int offset, int length) {
    return Arrays.copyOfRange(input, offset, offset + length);
  }
}
