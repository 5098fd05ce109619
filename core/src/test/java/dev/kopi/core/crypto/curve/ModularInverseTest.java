package dev.kopi.core.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModularInverseTest {
  @Test
  void invertsAsBigIntegerDoesModuloThePrimesInUse() {
    Random random = new Random(5);
    UInt256[] primes = {
      Curve.SECP256K1.order(),
      Curve.SECP256R1.order(),
      Secp256k1Field.INSTANCE.modulus(),
      Secp256r1Field.INSTANCE.modulus(),
      UInt256.fromHex("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47"),
      UInt256.of(3),
      UInt256.of(65537)
    };
    for (UInt256 prime : primes) {
      ModularInverse inverse = new ModularInverse(prime);
      BigInteger p = prime.toBigInteger();
      assertThat(inverse.of(UInt256.ZERO)).isEqualTo(UInt256.ZERO);
      for (int i = 0; i < 3000; i++) {
        BigInteger value = number(random, i).mod(p);
        if (value.signum() != 0) {
          assertThat(inverse.of(UInt256.of(value)).toBigInteger())
              .as("1 / %s modulo %s", value, p)
              .isEqualTo(value.modInverse(p));
        }
      }
    }
  }

  @Test
  void invertsModuloOddNumbersOfAnySize() {
    Random random = new Random(6);
    for (int i = 0; i < 20_000; i++) {
      BigInteger modulus = number(random, i).setBit(0).setBit(1);
      BigInteger value = number(random, i / 7).mod(modulus);
      if (modulus.gcd(value).equals(BigInteger.ONE)) {
        assertThat(new ModularInverse(UInt256.of(modulus)).of(UInt256.of(value)).toBigInteger())
            .as("1 / %s modulo %s", value, modulus)
            .isEqualTo(value.modInverse(modulus));
      }
    }
  }

  /** Random, of any length, or near a power of two. */
  private static BigInteger number(Random random, int kind) {
    return switch (kind % 4) {
      case 0 -> BigInteger.ONE.shiftLeft(random.nextInt(256)).subtract(small(random)).abs();
      case 1 -> new BigInteger(random.nextInt(1, 257), random);
      case 2 -> BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE).subtract(small(random));
      default -> new BigInteger(256, random);
    };
  }

  private static BigInteger small(Random random) {
    return BigInteger.valueOf(random.nextInt(100));
  }
}
