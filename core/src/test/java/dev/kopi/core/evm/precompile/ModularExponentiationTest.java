package dev.kopi.core.evm.precompile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gas by the formulas of the EIPs in BigIntegers, and the rules about lengths. */
class ModularExponentiationTest {
  private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(62);

  @Test
  void chargesByTheFormulaOfEachEip() {
    Random random = new Random(24);
    for (int i = 0; i < 20_000; i++) {
      BigInteger[] lengths = {length(random), length(random), length(random)};
      byte[] input = new byte[random.nextInt(300)];
      random.nextBytes(input);
      for (int k = 0; k < 3; k++) {
        byte[] word = new byte[32];
        byte[] bytes = lengths[k].toByteArray();
        int size = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - size, word, 32 - size, size);
        int room = Math.max(0, Math.min(32, input.length - 32 * k));
        System.arraycopy(word, 0, input, Math.min(32 * k, input.length), room);
        // A word that the input cuts short goes on with zeros.
        lengths[k] = new BigInteger(1, read(input, BigInteger.valueOf(32L * k), 32));
      }
      for (ModExpPricing pricing : ModExpPricing.values()) {
        Precompile precompile = new ModularExponentiation(pricing, Integer.MAX_VALUE);
        assertThat(BigInteger.valueOf(precompile.gas(input, 0, input.length)))
            .as("%s of lengths %s", pricing, Arrays.toString(lengths))
            .isEqualTo(expected(pricing, lengths, input).min(LARGEST));
      }
    }
  }

  @Test
  void refusesLongNumbersSinceOsakaOnly() {
    Precompile osaka = new ModularExponentiation(ModExpPricing.EIP_7883, 1024);
    Precompile berlin = new ModularExponentiation(ModExpPricing.EIP_2565, Integer.MAX_VALUE);
    assertThat(run(osaka, 1024, 1024, 1024)).hasSize(1024);
    assertThat(run(osaka, 1025, 1, 1)).isNull();
    assertThat(run(osaka, 1, 1025, 1)).isNull();
    assertThat(run(osaka, 1, 1, 1025)).isNull();
    assertThat(run(osaka, 0, 1025, 0)).isNull();
    assertThat(run(berlin, 1025, 1, 1)).hasSize(1);
    assertThat(run(berlin, 1, 1, 1025)).hasSize(1025);
  }

  @Test
  void emptyBaseAndModulusTakeAnExponentOfAnyLengthBeforeOsaka() {
    Precompile berlin = new ModularExponentiation(ModExpPricing.EIP_2565, Integer.MAX_VALUE);
    byte[] input = new byte[96];
    Arrays.fill(input, 32, 64, (byte) -1);
    assertThat(berlin.gas(input, 0, 96)).isEqualTo(200);
    assertThat(berlin.run(input, 0, 96)).isEmpty();
    Precompile osaka = new ModularExponentiation(ModExpPricing.EIP_7883, 1024);
    assertThat(osaka.run(input, 0, 96)).isNull();
  }

  @Test
  void takesShortInputAsFollowedByZeros() {
    Precompile berlin = new ModularExponentiation(ModExpPricing.EIP_2565, Integer.MAX_VALUE);
    assertThat(berlin.run(new byte[0], 0, 0)).isEmpty();
    byte[] header = new byte[96];
    header[95] = 4;
    assertThat(berlin.run(header, 0, 96)).as("modulo 0").isEqualTo(new byte[4]);
    // 3^(0x0200) mod 0x0500, of which the last byte of each is missing.
    byte[] cut = new byte[98];
    cut[31] = 0;
    cut[63] = 0;
    cut[95] = 2;
    cut[96] = 5;
    assertThat(berlin.run(cut, 0, 97)).as("1 mod 0x0500").containsExactly(0, 1);
  }

  private static byte @Nullable [] run(Precompile precompile, int base, int exponent, int modulus) {
    byte[] input = new byte[96];
    int[] lengths = {base, exponent, modulus};
    for (int i = 0; i < 3; i++) {
      input[32 * i + 30] = (byte) (lengths[i] >> 8);
      input[32 * i + 31] = (byte) lengths[i];
    }
    return precompile.run(input, 0, 96);
  }

  private static BigInteger length(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> BigInteger.ZERO;
      case 1, 2, 3 -> BigInteger.valueOf(random.nextInt(70));
      case 4, 5 -> BigInteger.valueOf(random.nextInt(3000));
      case 6 -> BigInteger.valueOf(random.nextInt(1 << 30));
      case 7 -> new BigInteger(random.nextInt(256), random);
      case 8 -> BigInteger.ONE.shiftLeft(random.nextInt(256)).subtract(BigInteger.ONE);
      default -> BigInteger.valueOf(30 + random.nextInt(5));
    };
  }

  private static BigInteger expected(ModExpPricing pricing, BigInteger[] lengths, byte[] input) {
    BigInteger exponentLength = lengths[1];
    BigInteger length = lengths[0].max(lengths[2]);
    BigInteger limit = BigInteger.valueOf(32);
    byte[] head =
        read(input, lengths[0].add(BigInteger.valueOf(96)), exponentLength.min(limit).intValue());
    int bits = new BigInteger(1, head).bitLength();
    BigInteger factor = BigInteger.valueOf(pricing == ModExpPricing.EIP_7883 ? 16 : 8);
    BigInteger iterations = BigInteger.valueOf(Math.max(0, bits - 1));
    if (exponentLength.compareTo(limit) > 0) {
      iterations = iterations.add(exponentLength.subtract(limit).multiply(factor));
    }
    iterations = iterations.max(BigInteger.ONE);
    BigInteger words = length.add(BigInteger.valueOf(7)).shiftRight(3);
    return switch (pricing) {
      case EIP_198 -> oldComplexity(length).multiply(iterations).divide(BigInteger.valueOf(20));
      case EIP_2565 ->
          words
              .pow(2)
              .multiply(iterations)
              .divide(BigInteger.valueOf(3))
              .max(BigInteger.valueOf(200));
      case EIP_7883 ->
          (length.compareTo(limit) <= 0 ? BigInteger.valueOf(16) : words.pow(2).shiftLeft(1))
              .multiply(iterations)
              .max(BigInteger.valueOf(500));
    };
  }

  private static BigInteger oldComplexity(BigInteger x) {
    BigInteger square = x.pow(2);
    if (x.compareTo(BigInteger.valueOf(64)) <= 0) {
      return square;
    }
    if (x.compareTo(BigInteger.valueOf(1024)) <= 0) {
      return square
          .shiftRight(2)
          .add(x.multiply(BigInteger.valueOf(96)))
          .subtract(BigInteger.valueOf(3072));
    }
    return square
        .shiftRight(4)
        .add(x.multiply(BigInteger.valueOf(480)))
        .subtract(BigInteger.valueOf(199_680));
  }

  private static byte[] read(byte[] input, BigInteger at, int size) {
    byte[] out = new byte[size];
    for (int i = 0; i < size; i++) {
      BigInteger place = at.add(BigInteger.valueOf(i));
      if (place.compareTo(BigInteger.valueOf(input.length)) < 0) {
        out[i] = input[place.intValue()];
      }
    }
    return out;
  }
}
