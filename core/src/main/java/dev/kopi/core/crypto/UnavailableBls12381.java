package dev.kopi.core.crypto;

import dev.kopi.core.crypto.UnavailableException.Primitive;

/** Stands where no implementation of BLS12-381 was given. */
final class UnavailableBls12381 implements Bls12381 {
  static final UnavailableBls12381 INSTANCE = new UnavailableBls12381();

  private UnavailableBls12381() {}

  @Override
  public byte[] g1Add(byte[] input, int offset, int length) {
    throw unavailable();
  }

  @Override
  public byte[] g1MultiScalarMultiply(byte[] input, int offset, int length) {
    throw unavailable();
  }

  @Override
  public byte[] g2Add(byte[] input, int offset, int length) {
    throw unavailable();
  }

  @Override
  public byte[] g2MultiScalarMultiply(byte[] input, int offset, int length) {
    throw unavailable();
  }

  @Override
  public byte[] pairingCheck(byte[] input, int offset, int length) {
    throw unavailable();
  }

  @Override
  public byte[] mapToG1(byte[] input, int offset, int length) {
    throw unavailable();
  }

  @Override
  public byte[] mapToG2(byte[] input, int offset, int length) {
    throw unavailable();
  }

  private static UnavailableException unavailable() {
    return new UnavailableException(Primitive.BLS12_381, "no implementation was given");
  }
}
