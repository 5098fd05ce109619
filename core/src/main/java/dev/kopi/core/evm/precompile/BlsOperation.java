package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.Bls12381;
import org.jspecify.annotations.Nullable;

/**
 * 0x0b to 0x11: one of the operations on BLS12-381, at a price that may depend on the length.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-2537">EIP-2537</a>
 */
record BlsOperation(Pricing pricing, Function function) implements Precompile {
  private static final int G1_ITEM = 160;
  private static final int G2_ITEM = 288;
  private static final int PAIR = 384;

  @Override
  public long gas(byte[] input, int offset, int length) {
    return pricing.gas(length);
  }

  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    return function.apply(input, offset, length);
  }

  static BlsOperation g1Add(Bls12381 bls) {
    return new BlsOperation(length -> 375, bls::g1Add);
  }

  static BlsOperation g1MultiScalarMultiply(Bls12381 bls) {
    return new BlsOperation(
        length -> BlsDiscount.G1.gas(length / G1_ITEM, 12_000), bls::g1MultiScalarMultiply);
  }

  static BlsOperation g2Add(Bls12381 bls) {
    return new BlsOperation(length -> 600, bls::g2Add);
  }

  static BlsOperation g2MultiScalarMultiply(Bls12381 bls) {
    return new BlsOperation(
        length -> BlsDiscount.G2.gas(length / G2_ITEM, 22_500), bls::g2MultiScalarMultiply);
  }

  static BlsOperation pairingCheck(Bls12381 bls) {
    return new BlsOperation(length -> 37_700 + 32_600L * (length / PAIR), bls::pairingCheck);
  }

  static BlsOperation mapToG1(Bls12381 bls) {
    return new BlsOperation(length -> 5_500, bls::mapToG1);
  }

  static BlsOperation mapToG2(Bls12381 bls) {
    return new BlsOperation(length -> 23_800, bls::mapToG2);
  }

  /** The price of an input of {@code length} bytes. */
  interface Pricing {
    long gas(int length);
  }

  /** An operation of the port. */
  interface Function {
    byte @Nullable [] apply(byte[] input, int offset, int length);
  }
}
