package dev.kopi.core.platform;

import java.math.BigInteger;

/** Modular exponentiation. */
public final class ModularPower {
  private ModularPower() {}

  /** base to the power of exponent, modulo a modulus greater than zero; none is negative. */
  public static BigInteger of(BigInteger base, BigInteger exponent, BigInteger modulus) {
    return base.modPow(exponent, modulus);
  }
}
