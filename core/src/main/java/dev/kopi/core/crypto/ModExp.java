package dev.kopi.core.crypto;

import dev.kopi.core.platform.ModularPower;
import java.math.BigInteger;

/** Modular exponentiation of numbers of any length. */
public final class ModExp {
  private ModExp() {}

  /**
   * base^exponent mod modulus, as a big-endian number with as many bytes as the modulus. A modulus
   * of 0 gives 0; 0^0 is 1 (modulo anything but 1).
   */
  public static byte[] compute(byte[] base, byte[] exponent, byte[] modulus) {
    byte[] out = new byte[modulus.length];
    BigInteger m = new BigInteger(1, modulus);
    if (m.bitLength() <= 1) {
      // Modulo 0 is defined as 0, and everything is 0 modulo 1.
      return out;
    }
    byte[] power =
        ModularPower.of(new BigInteger(1, base), new BigInteger(1, exponent), m).toByteArray();
    int length = Math.min(power.length, out.length);
    System.arraycopy(power, power.length - length, out, out.length - length, length);
    return out;
  }
}
