package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.bn254.Bn254;
import org.jspecify.annotations.Nullable;

/**
 * 0x06: the sum of two points of alt_bn128.
 *
 * @param gas the price: 500, since EIP-1108 150
 */
record Bn254Addition(long gas) implements Precompile {
  @Override
  public long gas(byte[] input, int offset, int length) {
    return gas;
  }

  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    return Bn254.add(Input.bytes(input, offset, length, 0, 128));
  }
}
