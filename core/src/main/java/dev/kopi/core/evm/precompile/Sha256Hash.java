package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.hash.Sha256;

/** 0x02: SHA-256. */
record Sha256Hash(Sha256 sha256) implements Precompile {
  @Override
  public long gas(byte[] input, int offset, int length) {
    return 60 + 12 * Input.words(length);
  }

  @Override
  public byte[] run(byte[] input, int offset, int length) {
    return sha256.hash(input, offset, length);
  }
}
