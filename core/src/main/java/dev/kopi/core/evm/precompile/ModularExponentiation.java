package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.ModExp;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * 0x05: base^exponent mod modulus, from three lengths and three numbers.
 *
 * @param pricing the gas rule of the fork
 * @param maxLength the longest number allowed, in bytes (EIP-7823)
 * @see <a href="https://eips.ethereum.org/EIPS/eip-198">EIP-198</a>
 */
record ModularExponentiation(ModExpPricing pricing, int maxLength) implements Precompile {
  private static final int HEADER = 96;

  @Override
  public long gas(byte[] input, int offset, int length) {
    UInt256 baseLength = Input.word(input, offset, length, 0);
    UInt256 exponentLength = Input.word(input, offset, length, 32);
    UInt256 modulusLength = Input.word(input, offset, length, 64);
    int headBits = 0;
    if (baseLength.toLongSaturated() < length - HEADER) {
      long at = HEADER + baseLength.lowLong();
      int headLength = (int) Math.min(32, exponentLength.toLongSaturated());
      byte[] head = Input.bytes(input, offset, length, at, headLength);
      headBits = UInt256.fromBytes(head).bitLength();
    }
    UInt256 longer = baseLength.compareTo(modulusLength) > 0 ? baseLength : modulusLength;
    return pricing.gas(longer, exponentLength, headBits);
  }

  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    long baseLength = Input.word(input, offset, length, 0).toLongSaturated();
    long exponentLength = Input.word(input, offset, length, 32).toLongSaturated();
    long modulusLength = Input.word(input, offset, length, 64).toLongSaturated();
    // EIP-7823: "each of the length inputs […] MUST be less than or equal to 8192 bits".
    if (baseLength > maxLength || modulusLength > maxLength) {
      return null;
    }
    if (exponentLength > maxLength) {
      // Before that rule, an exponent of any length costs nothing where base and modulus are empty.
      return maxLength == Integer.MAX_VALUE && baseLength == 0 && modulusLength == 0
          ? new byte[0]
          : null;
    }
    if (modulusLength == 0) {
      return new byte[0];
    }
    long exponentAt = HEADER + baseLength;
    return ModExp.compute(
        Input.bytes(input, offset, length, HEADER, (int) baseLength),
        Input.bytes(input, offset, length, exponentAt, (int) exponentLength),
        Input.bytes(input, offset, length, exponentAt + exponentLength, (int) modulusLength));
  }
}
