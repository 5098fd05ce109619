package dev.kopi.core.crypto.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fp12, and with it the fields below, against polynomials over BigInteger. */
class FieldTowerTest {
  private final Fp12 fp12 = new Fp12(new Fp2());

  @Test
  void multipliesSquaresAndInverts() {
    Random random = new Random(14);
    for (int i = 0; i < 300; i++) {
      long[] a = element(random);
      long[] b = element(random);
      BigInteger[] x = NaiveBn254.fromTower(a);
      BigInteger[] y = NaiveBn254.fromTower(b);
      long[] r = new long[Fp12.SIZE];
      fp12.multiply(r, a, b);
      assertThat(NaiveBn254.fromTower(r)).isEqualTo(NaiveBn254.multiply12(x, y));
      fp12.square(r, a);
      assertThat(NaiveBn254.fromTower(r)).isEqualTo(NaiveBn254.multiply12(x, x));
      fp12.invert(r, a);
      fp12.multiply(r, r, a);
      assertThat(Fp12.isOne(r)).isTrue();
    }
  }

  @Test
  void mayWriteItsResultOverAnOperand() {
    Random random = new Random(15);
    long[] a = element(random);
    long[] b = element(random);
    long[] expected = new long[Fp12.SIZE];
    long[] r = a.clone();
    fp12.multiply(expected, a, b);
    fp12.multiply(r, r, b);
    assertThat(r).isEqualTo(expected);
    r = b.clone();
    fp12.multiply(r, a, r);
    assertThat(r).isEqualTo(expected);
    fp12.square(expected, a);
    r = a.clone();
    fp12.multiply(r, r, r);
    assertThat(r).isEqualTo(expected);
    r = a.clone();
    fp12.square(r, r);
    assertThat(r).isEqualTo(expected);
    fp12.invert(expected, a);
    r = a.clone();
    fp12.invert(r, r);
    assertThat(r).isEqualTo(expected);
  }

  @Test
  void multipliesByLinesAsByTheirWholeElements() {
    Random random = new Random(16);
    for (int i = 0; i < 100; i++) {
      long[] a = element(random);
      long[] line = java.util.Arrays.copyOf(element(random), 3 * Fp2.SIZE);
      // line₀ + line₁w + line₂w³: the places of w⁰, w and w³ are 0, 3 and 4.
      long[] whole = new long[Fp12.SIZE];
      System.arraycopy(line, 0, whole, 0, Fp2.SIZE);
      System.arraycopy(line, Fp2.SIZE, whole, 3 * Fp2.SIZE, 2 * Fp2.SIZE);
      long[] expected = new long[Fp12.SIZE];
      fp12.multiply(expected, a, whole);
      fp12.multiplyByLine(a, a, line);
      assertThat(a).isEqualTo(expected);
    }
  }

  @Test
  void frobeniusIsAPowerOfP() {
    Random random = new Random(17);
    long[] a = element(random);
    for (int power = 1; power <= 3; power++) {
      long[] r = new long[Fp12.SIZE];
      fp12.frobenius(r, a, power);
      assertThat(NaiveBn254.fromTower(r))
          .isEqualTo(NaiveBn254.power12(NaiveBn254.fromTower(a), NaiveBn254.P.pow(power)));
    }
    long[] conjugate = new long[Fp12.SIZE];
    Fp12.conjugate(conjugate, a);
    assertThat(NaiveBn254.fromTower(conjugate))
        .isEqualTo(NaiveBn254.power12(NaiveBn254.fromTower(a), NaiveBn254.P.pow(6)));
  }

  @Test
  void squaresInTheCyclotomicSubgroupAsElsewhere() {
    Random random = new Random(18);
    for (int i = 0; i < 50; i++) {
      // a^((p⁶ − 1)(p² + 1)) is in the subgroup.
      long[] a = element(random);
      long[] t = new long[Fp12.SIZE];
      fp12.invert(t, a);
      Fp12.conjugate(a, a);
      fp12.multiply(a, a, t);
      fp12.frobenius(t, a, 2);
      fp12.multiply(a, a, t);
      long[] expected = new long[Fp12.SIZE];
      fp12.square(expected, a);
      fp12.squareCyclotomic(a, a);
      assertThat(a).isEqualTo(expected);
    }
  }

  /** Random, with parts that are 0, 1 or −1 among the others. */
  private static long[] element(Random random) {
    long[] element = new long[Fp12.SIZE];
    for (int i = 0; i < 12; i++) {
      BigInteger number =
          switch (random.nextInt(8)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> BigInteger.ONE;
            case 2 -> NaiveBn254.P.subtract(BigInteger.ONE);
            default -> new BigInteger(256, random).mod(NaiveBn254.P);
          };
      System.arraycopy(Bn254Field.INSTANCE.of(UInt256.of(number)), 0, element, 4 * i, 4);
    }
    return element;
  }
}
