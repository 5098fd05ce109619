package dev.kopi.core.crypto.curve;

import dev.kopi.core.primitives.UInt256;

/** Inverses modulo odd numbers. */
public final class ModularInverse {
  private ModularInverse() {}

  /** 1 / {@code value} modulo an odd {@code modulus} that has no factor in common with it. */
  public static UInt256 of(UInt256 value, UInt256 modulus) {
    return UInt256.of(value.toBigInteger().modInverse(modulus.toBigInteger()));
  }
}
