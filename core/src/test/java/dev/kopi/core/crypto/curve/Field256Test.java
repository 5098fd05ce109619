package dev.kopi.core.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field against BigInteger, at the edges of limbs and modulus and on random numbers. */
class Field256Test {
  static Stream<Field256> fields() {
    return Stream.of(Secp256k1Field.INSTANCE, Secp256r1Field.INSTANCE);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void addsSubtractsAndMultiplies(Field256 field) {
    BigInteger p = field.modulus().toBigInteger();
    List<BigInteger> values = values(p);
    for (BigInteger a : values) {
      long[] x = field.of(UInt256.of(a));
      for (BigInteger b : values) {
        long[] y = field.of(UInt256.of(b));
        long[] r = new long[4];
        field.add(r, x, y);
        assertThat(value(field, r)).isEqualTo(a.add(b).mod(p));
        field.subtract(r, x, y);
        assertThat(value(field, r)).isEqualTo(a.subtract(b).mod(p));
        field.multiply(r, x, y);
        assertThat(value(field, r)).isEqualTo(a.multiply(b).mod(p));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void multipliesElementsWithExtremeLimbs(Field256 field) {
    BigInteger p = field.modulus().toBigInteger();
    BigInteger r = BigInteger.ONE.shiftLeft(256);
    long[] one = field.of(UInt256.ONE);
    // An element with any limbs below p is the number limbs · scale.
    BigInteger scale = value(one).equals(BigInteger.ONE) ? BigInteger.ONE : r.modInverse(p);
    for (BigInteger a : values(p)) {
      for (BigInteger b : values(p)) {
        long[] product = new long[4];
        field.multiply(product, limbs(a), limbs(b));
        assertThat(value(product)).isEqualTo(a.multiply(b).multiply(scale).mod(p));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void invertsNegatesSquaresAndTakesRoots(Field256 field) {
    BigInteger p = field.modulus().toBigInteger();
    BigInteger half = p.subtract(BigInteger.ONE).shiftRight(1);
    for (BigInteger a : values(p)) {
      long[] x = field.of(UInt256.of(a));
      long[] r = new long[4];
      field.square(r, x);
      assertThat(value(field, r)).isEqualTo(a.multiply(a).mod(p));
      field.negate(r, x);
      assertThat(value(field, r)).isEqualTo(a.negate().mod(p));
      field.invert(r, x);
      assertThat(value(field, r)).isEqualTo(a.signum() == 0 ? a : a.modInverse(p));
      boolean isSquare = field.squareRoot(r, x);
      assertThat(isSquare).isEqualTo(a.modPow(half, p).compareTo(BigInteger.ONE) <= 0);
      if (isSquare) {
        assertThat(value(field, r).pow(2).mod(p)).isEqualTo(a);
      }
    }
  }

  private static List<BigInteger> values(BigInteger p) {
    List<BigInteger> values = new ArrayList<>();
    for (int bits : new int[] {0, 1, 32, 63, 64, 65, 96, 128, 192, 224, 255}) {
      for (int delta = -2; delta <= 2; delta++) {
        values.add(BigInteger.ONE.shiftLeft(bits).add(BigInteger.valueOf(delta)).mod(p));
      }
    }
    for (int i = 1; i < 4; i++) {
      values.add(p.subtract(BigInteger.valueOf(i)));
      values.add(BigInteger.ONE.shiftLeft(256).subtract(p).add(BigInteger.valueOf(i - 2)).mod(p));
    }
    Random random = new Random(2);
    for (int i = 0; i < 50; i++) {
      values.add(new BigInteger(256, random).mod(p));
    }
    return values;
  }

  private static BigInteger value(Field256 field, long[] element) {
    return field.toWord(element).toBigInteger();
  }

  private static BigInteger value(long[] limbs) {
    return UInt256.ofWords(limbs[3], limbs[2], limbs[1], limbs[0]).toBigInteger();
  }

  private static long[] limbs(BigInteger value) {
    UInt256 word = UInt256.of(value);
    return new long[] {word.word(3), word.word(2), word.word(1), word.word(0)};
  }
}
