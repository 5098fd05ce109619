package dev.kopi.core.crypto.bn254;

import static dev.kopi.core.crypto.bn254.NaiveBn254.ORDER;
import static dev.kopi.core.crypto.bn254.NaiveBn254.P;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.bn254.NaiveBn254.Point;
import dev.kopi.core.primitives.UInt256;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The operations against textbook arithmetic, and the pairing against what pairings are for. */
class Bn254Test {
  private static final byte[] ONE = UInt256.ONE.toArray();
  private static final byte[] ZERO = UInt256.ZERO.toArray();

  /** The order of the twist is that of G2 times this, of which 10069 is a factor. */
  private static final BigInteger COFACTOR = P.shiftLeft(1).subtract(ORDER);

  @Test
  void addsPointsOfEveryRelation() {
    Random random = new Random(19);
    for (int i = 0; i < 200; i++) {
      Point a = randomG1(random);
      Point b =
          switch (i % 5) {
            case 0 -> a;
            case 1 -> a == null ? null : NaiveBn254.multiply(a, ORDER.subtract(BigInteger.ONE));
            case 2 -> null;
            default -> randomG1(random);
          };
      byte[] input = concat(NaiveBn254.g1Bytes(a), NaiveBn254.g1Bytes(b));
      assertThat(Bn254.add(input)).isEqualTo(NaiveBn254.g1Bytes(NaiveBn254.add(a, b)));
    }
  }

  @Test
  void multipliesByScalarsOfEverySize() {
    Random random = new Random(20);
    for (int i = 0; i < 100; i++) {
      Point a = randomG1(random);
      BigInteger scalar =
          switch (i % 5) {
            case 0 -> BigInteger.valueOf(random.nextInt(4));
            case 1 -> ORDER.add(BigInteger.valueOf(random.nextInt(5) - 2));
            case 2 -> BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
            default -> new BigInteger(256, random);
          };
      byte[] input = concat(NaiveBn254.g1Bytes(a), UInt256.of(scalar).toArray());
      assertThat(Bn254.multiply(input))
          .as("%s times", scalar)
          .isEqualTo(NaiveBn254.g1Bytes(NaiveBn254.multiply(a, scalar)));
    }
  }

  @Test
  void refusesPointsOffTheCurveAndCoordinatesOutOfRange() {
    Point g = NaiveBn254.g1Generator();
    byte[] good = NaiveBn254.g1Bytes(g);
    byte[] off = NaiveBn254.g1Bytes(NaiveBn254.g1(BigInteger.ONE, BigInteger.ONE));
    byte[] wide = concat(UInt256.of(P.add(BigInteger.ONE)).toArray(), UInt256.of(2).toArray());
    byte[] zeroAsP = concat(UInt256.of(P).toArray(), new byte[32]);
    for (byte[] bad : new byte[][] {off, wide, zeroAsP}) {
      assertThat(Bn254.add(concat(good, bad))).isNull();
      assertThat(Bn254.add(concat(bad, good))).isNull();
      assertThat(Bn254.multiply(concat(bad, ONE))).isNull();
      assertThat(check(concat(bad, NaiveBn254.g2Bytes(NaiveBn254.g2Generator())))).isNull();
      assertThat(check(concat(bad, new byte[128]))).isNull();
    }
  }

  @Test
  void pairingIsBilinearAndDoesNotDegenerate() {
    Random random = new Random(21);
    for (int i = 0; i < 10; i++) {
      BigInteger a = scalar(random);
      BigInteger b = scalar(random);
      Point p = NaiveBn254.g1Generator();
      Point q = NaiveBn254.g2Generator();
      BigInteger minusAb = ORDER.subtract(a.multiply(b).mod(ORDER));
      byte[] first = pair(NaiveBn254.multiply(p, a), NaiveBn254.multiply(q, b));
      byte[] second = pair(NaiveBn254.multiply(p, minusAb), q);
      byte[] wrong = pair(NaiveBn254.multiply(p, minusAb.add(BigInteger.ONE)), q);
      assertThat(check(concat(first, second))).isEqualTo(ONE);
      assertThat(check(concat(second, first))).isEqualTo(ONE);
      assertThat(check(concat(first, wrong))).isEqualTo(ZERO);
      assertThat(check(first)).isEqualTo(ZERO);
    }
  }

  @Test
  void productOfManyPairsIsOneWhenTheScalarsCancel() {
    Random random = new Random(22);
    for (int count = 3; count <= 5; count++) {
      ByteArrayOutputStream input = new ByteArrayOutputStream();
      BigInteger sum = BigInteger.ZERO;
      for (int i = 1; i < count; i++) {
        BigInteger a = scalar(random);
        BigInteger b = scalar(random);
        input.writeBytes(
            pair(
                NaiveBn254.multiply(NaiveBn254.g1Generator(), a),
                NaiveBn254.multiply(NaiveBn254.g2Generator(), b)));
        sum = sum.add(a.multiply(b));
      }
      byte[] open = input.toByteArray();
      Point last = NaiveBn254.multiply(NaiveBn254.g1Generator(), sum.negate().mod(ORDER));
      assertThat(check(open)).isEqualTo(ZERO);
      assertThat(check(concat(open, pair(last, NaiveBn254.g2Generator())))).isEqualTo(ONE);
    }
  }

  @Test
  void pairsWithInfinityAreOne() {
    assertThat(check(new byte[0])).isEqualTo(ONE);
    assertThat(check(pair(null, null))).isEqualTo(ONE);
    assertThat(check(pair(NaiveBn254.g1Generator(), null))).isEqualTo(ONE);
    assertThat(check(pair(null, NaiveBn254.g2Generator()))).isEqualTo(ONE);
    byte[] real = pair(NaiveBn254.g1Generator(), NaiveBn254.g2Generator());
    assertThat(check(concat(pair(null, NaiveBn254.g2Generator()), real))).isEqualTo(ZERO);
  }

  @Test
  void refusesInputThatIsNotWholePairs() {
    for (int length : new int[] {1, 191, 193, 383}) {
      assertThat(check(new byte[length])).isNull();
    }
  }

  @Test
  void acceptsExactlyThePointsOfTheTwistThatAreInItsSubgroup() {
    Random random = new Random(23);
    BigInteger small = BigInteger.valueOf(10069);
    for (int i = 0; i < 8; i++) {
      Point any = randomOnTwist(random);
      assertThat(NaiveBn254.multiply(any, ORDER)).as("in no subgroup").isNotNull();
      Point inside = NaiveBn254.multiply(any, COFACTOR);
      assertThat(NaiveBn254.multiply(inside, ORDER)).isNull();
      Point tiny = NaiveBn254.multiply(any, ORDER.multiply(COFACTOR).divide(small));
      Point mixed = NaiveBn254.add(inside, tiny);
      for (Point p : new @Nullable Point[] {NaiveBn254.g1Generator(), null}) {
        assertThat(check(pair(p, any))).isNull();
        assertThat(check(pair(p, tiny))).as("of order 10069").isNull();
        assertThat(check(pair(p, mixed))).as("outside by little").isNull();
        assertThat(check(pair(p, inside))).isEqualTo(p == null ? ONE : ZERO);
      }
    }
  }

  @Test
  void refusesPointsOffTheTwist() {
    Point q = NaiveBn254.g2Generator();
    Point off = new Point(q.x, NaiveBn254.fp2(q.y[0].add(BigInteger.ONE), q.y[1]));
    assertThat(check(pair(NaiveBn254.g1Generator(), off))).isNull();
    byte[] wide = pair(NaiveBn254.g1Generator(), q);
    System.arraycopy(UInt256.of(q.x[0].add(P)).toArray(), 0, wide, 96, 32);
    assertThat(check(wide)).isNull();
  }

  private static byte @Nullable [] check(byte[] input) {
    return Bn254.pairingCheck(input, 0, input.length);
  }

  private static byte[] pair(@Nullable Point p, @Nullable Point q) {
    return concat(NaiveBn254.g1Bytes(p), NaiveBn254.g2Bytes(q));
  }

  private static @Nullable Point randomG1(Random random) {
    return random.nextInt(12) == 0
        ? null
        : NaiveBn254.multiply(
            NaiveBn254.g1Generator(), BigInteger.valueOf(1 + random.nextInt(Integer.MAX_VALUE)));
  }

  private static BigInteger scalar(Random random) {
    return new BigInteger(250, random).add(BigInteger.ONE);
  }

  /** A point of y² = x³ + 3 / (9 + i) with a random x. */
  private static Point randomOnTwist(Random random) {
    BigInteger[] xi = NaiveBn254.fp2(BigInteger.valueOf(9), BigInteger.ONE);
    BigInteger[] b =
        NaiveBn254.multiply(
            NaiveBn254.fp2(BigInteger.valueOf(3), BigInteger.ZERO), NaiveBn254.invert(xi));
    while (true) {
      BigInteger[] x = NaiveBn254.fp2(new BigInteger(256, random), new BigInteger(256, random));
      BigInteger[] square = NaiveBn254.multiply(NaiveBn254.multiply(x, x), x);
      BigInteger[] y = squareRoot(NaiveBn254.add(square, b));
      if (y != null) {
        return new Point(x, y);
      }
    }
  }

  /** A root in Fp2 by the complex method, or null. */
  private static BigInteger @Nullable [] squareRoot(BigInteger[] a) {
    BigInteger quarter = P.add(BigInteger.ONE).shiftRight(2);
    BigInteger norm = a[0].multiply(a[0]).add(a[1].multiply(a[1])).mod(P);
    BigInteger root = norm.modPow(quarter, P);
    BigInteger half = BigInteger.TWO.modInverse(P);
    for (BigInteger n : new BigInteger[] {root, root.negate()}) {
      BigInteger real = a[0].add(n).multiply(half).mod(P).modPow(quarter, P);
      if (real.signum() != 0) {
        BigInteger imaginary = a[1].multiply(real.shiftLeft(1).modInverse(P)).mod(P);
        BigInteger[] y = {real, imaginary};
        if (Arrays.equals(NaiveBn254.multiply(y, y), a)) {
          return y;
        }
      }
    }
    return null;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }
}
