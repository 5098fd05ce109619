package dev.kopi.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Secp256k1FieldTest {
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(256).subtract(BigInteger.valueOf(0x1000003d1L));

  @Test
  void computesAsBigIntegersDo() {
    List<BigInteger> values = values();
    for (BigInteger a : values) {
      for (BigInteger b : values) {
        long[] x = element(a);
        long[] y = element(b);
        long[] r = new long[4];
        Secp256k1Field.add(r, x, y);
        assertThat(value(r)).isEqualTo(a.add(b).mod(P));
        Secp256k1Field.subtract(r, x, y);
        assertThat(value(r)).isEqualTo(a.subtract(b).mod(P));
        Secp256k1Field.multiply(r, x, y);
        assertThat(value(r)).isEqualTo(a.multiply(b).mod(P));
      }
    }
  }

  @Test
  void invertsNegatesSquaresAndTakesRootsAsBigIntegersDo() {
    for (BigInteger a : values()) {
      long[] x = element(a);
      long[] r = new long[4];
      Secp256k1Field.square(r, x);
      assertThat(value(r)).isEqualTo(a.multiply(a).mod(P));
      Secp256k1Field.negate(r, x);
      assertThat(value(r)).isEqualTo(a.negate().mod(P));
      Secp256k1Field.invert(r, x);
      assertThat(value(r)).isEqualTo(a.signum() == 0 ? a : a.modInverse(P));
      boolean isSquare = Secp256k1Field.squareRoot(r, x);
      BigInteger half = P.subtract(BigInteger.ONE).shiftRight(1);
      assertThat(isSquare).isEqualTo(a.modPow(half, P).compareTo(BigInteger.ONE) <= 0);
      if (isSquare) {
        assertThat(value(r).pow(2).mod(P)).isEqualTo(a);
      }
    }
  }

  /** Values at the edges of limbs and of the field, and random ones. */
  private static List<BigInteger> values() {
    List<BigInteger> values = new ArrayList<>();
    for (int bits : new int[] {0, 1, 32, 63, 64, 65, 128, 192, 255}) {
      for (int delta = -2; delta <= 2; delta++) {
        values.add(BigInteger.ONE.shiftLeft(bits).add(BigInteger.valueOf(delta)).mod(P));
      }
    }
    for (int i = 1; i < 4; i++) {
      values.add(P.subtract(BigInteger.valueOf(i)));
      values.add(BigInteger.valueOf(0x1000003d1L - 2 + i));
    }
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      values.add(new BigInteger(256, random).mod(P));
    }
    return values;
  }

  private static long[] element(BigInteger value) {
    return Secp256k1Field.of(UInt256.of(value));
  }

  private static BigInteger value(long[] element) {
    return Secp256k1Field.toWord(element).toBigInteger();
  }
}
