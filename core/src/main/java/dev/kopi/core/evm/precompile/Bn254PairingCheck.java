package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.bn254.Bn254;
import org.jspecify.annotations.Nullable;

/**
 * 0x08: whether a product of pairings on alt_bn128 is one.
 *
 * @param base the price of a call: 100,000, since EIP-1108 45,000
 * @param perPair the price of each pair: 80,000, since EIP-1108 34,000
 */
record Bn254PairingCheck(long base, long perPair) implements Precompile {
  @Override
  public long gas(byte[] input, int offset, int length) {
    return base + length / Bn254.PAIR_BYTES * perPair;
  }

  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    return Bn254.pairingCheck(input, offset, length);
  }
}
