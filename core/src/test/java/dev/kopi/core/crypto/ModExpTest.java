package dev.kopi.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModExpTest {
  @Test
  void exponentiatesAsBigIntegerDoes() {
    Random random = new Random(9);
    for (int i = 0; i < 3000; i++) {
      int longest = i % 50 == 0 ? 300 : 50;
      byte[] base = number(random, longest);
      byte[] exponent = number(random, i % 50 == 0 ? 20 : 40);
      byte[] modulus = number(random, longest);
      assertThat(ModExp.compute(base, exponent, modulus))
          .as("%s^%s mod %s", value(base), value(exponent), value(modulus))
          .isEqualTo(expected(base, exponent, modulus));
    }
  }

  @Test
  void exponentiatesAtTheEdgesOfWords() {
    for (int bits = 0; bits <= 320; bits += 8) {
      for (int delta = -3; delta <= 3; delta++) {
        byte[] modulus = bytes(BigInteger.ONE.shiftLeft(bits).add(BigInteger.valueOf(delta)).abs());
        for (int baseDelta = -2; baseDelta <= 2; baseDelta++) {
          byte[] base = bytes(value(modulus).add(BigInteger.valueOf(baseDelta)).abs());
          for (byte[] exponent : new byte[][] {{}, {0}, {1}, {2}, {3}, {1, 1}, {(byte) 0xff, 0}}) {
            assertThat(ModExp.compute(base, exponent, modulus))
                .as("%s^%s mod %s", value(base), value(exponent), value(modulus))
                .isEqualTo(expected(base, exponent, modulus));
          }
        }
      }
    }
  }

  @Test
  void givesZeroForAModulusOfZeroAndNothingForNone() {
    assertThat(ModExp.compute(new byte[] {3}, new byte[] {5}, new byte[7])).isEqualTo(new byte[7]);
    assertThat(ModExp.compute(new byte[] {3}, new byte[] {5}, new byte[0])).isEmpty();
    assertThat(ModExp.compute(new byte[0], new byte[0], new byte[] {1})).containsExactly(0);
    assertThat(ModExp.compute(new byte[0], new byte[0], new byte[] {2})).containsExactly(1);
    assertThat(ModExp.compute(new byte[0], new byte[] {1}, new byte[] {2})).containsExactly(0);
  }

  private static byte[] expected(byte[] base, byte[] exponent, byte[] modulus) {
    byte[] out = new byte[modulus.length];
    BigInteger m = value(modulus);
    if (m.signum() != 0) {
      byte[] power = bytes(value(base).modPow(value(exponent), m));
      System.arraycopy(power, 0, out, out.length - power.length, power.length);
    }
    return out;
  }

  /** Big-endian, without leading zeros. */
  private static byte[] bytes(BigInteger value) {
    byte[] signed = value.toByteArray();
    return signed[0] == 0 ? java.util.Arrays.copyOfRange(signed, 1, signed.length) : signed;
  }

  private static BigInteger value(byte[] bytes) {
    return new BigInteger(1, bytes);
  }

  /** Random; often even, with leading zeros, or made of few bits. */
  private static byte[] number(Random random, int longest) {
    byte[] bytes = new byte[random.nextInt(longest + 1)];
    random.nextBytes(bytes);
    if (bytes.length > 0) {
      switch (random.nextInt(5)) {
        case 0 -> bytes[0] = 0;
        case 1 -> bytes[bytes.length - 1] &= (byte) (0xff << random.nextInt(8));
        case 2 ->
            java.util.Arrays.fill(bytes, random.nextInt(bytes.length), bytes.length, (byte) 0);
        case 3 -> java.util.Arrays.fill(bytes, (byte) -1);
        default -> {}
      }
    }
    return bytes;
  }
}
