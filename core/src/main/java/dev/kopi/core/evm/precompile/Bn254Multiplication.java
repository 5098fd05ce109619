package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.bn254.Bn254;
import org.jspecify.annotations.Nullable;

/**
 * 0x07: a multiple of a point of alt_bn128.
 *
 * @param gas the price: 40,000, since EIP-1108 6,000
 */
record Bn254Multiplication(long gas) implements Precompile {
  @Override
  public long gas(byte[] input, int offset, int length) {
    return gas;
  }

  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    return Bn254.multiply(Input.bytes(input, offset, length, 0, 96));
  }
}
