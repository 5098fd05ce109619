package dev.kopi.adapters.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.Bls12381;
import dev.kopi.core.primitives.Hex;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What must hold between the operations; their vectors run in the conformance tests. */
class NativeBls12381Test {
  private static final Bls12381 BLS = new NativeBls12381();
  private static final BigInteger ORDER =
      new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
  private static final byte[] ONE = Arrays.copyOf(new byte[31], 32);

  static {
    ONE[31] = 1;
  }

  @Test
  void multiplicationIsRepeatedAdditionInBothGroups() {
    byte[] g1 = mapToG1(3);
    byte[] g2 = mapToG2(3);
    byte[] sum1 = g1;
    byte[] sum2 = g2;
    for (int k = 2; k < 12; k++) {
      sum1 = addG1(sum1, g1);
      sum2 = addG2(sum2, g2);
      assertThat(multiplyG1(g1, BigInteger.valueOf(k))).isEqualTo(sum1);
      assertThat(multiplyG2(g2, BigInteger.valueOf(k))).isEqualTo(sum2);
    }
  }

  @Test
  void scalarsCountModuloTheOrder() {
    Random random = new Random(30);
    byte[] g1 = mapToG1(5);
    byte[] g2 = mapToG2(5);
    BigInteger largest = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    for (BigInteger scalar :
        List.of(
            BigInteger.ZERO,
            ORDER.subtract(BigInteger.ONE),
            ORDER,
            ORDER.add(BigInteger.ONE),
            ORDER.shiftLeft(1),
            largest,
            new BigInteger(256, random))) {
      assertThat(multiplyG1(g1, scalar)).isEqualTo(multiplyG1(g1, scalar.mod(ORDER)));
      assertThat(multiplyG2(g2, scalar)).isEqualTo(multiplyG2(g2, scalar.mod(ORDER)));
    }
    assertThat(multiplyG1(g1, ORDER)).isEqualTo(new byte[128]);
    assertThat(multiplyG2(g2, ORDER)).isEqualTo(new byte[256]);
  }

  @Test
  void sumsOfMultiplesAreSumsWhateverPointsComeTogether() {
    Random random = new Random(31);
    for (int count : new int[] {1, 2, 3, 5, 8, 17, 40}) {
      ByteArrayOutputStream input = new ByteArrayOutputStream();
      byte[] expected = new byte[128];
      for (int i = 0; i < count; i++) {
        // Points repeat, vanish and cancel.
        byte[] point = random.nextInt(5) == 0 ? new byte[128] : mapToG1(1 + random.nextInt(3));
        BigInteger scalar =
            random.nextInt(4) == 0
                ? ORDER.subtract(BigInteger.valueOf(random.nextInt(3)))
                : new BigInteger(random.nextInt(257), random);
        input.writeBytes(point);
        input.writeBytes(word(scalar));
        expected = addG1(expected, present(multiplyG1(point, scalar)));
      }
      byte[] all = input.toByteArray();
      assertThat(BLS.g1MultiScalarMultiply(all, 0, all.length)).isEqualTo(expected);
    }
  }

  @Test
  void pairingIsBilinear() {
    Random random = new Random(32);
    byte[] p = mapToG1(7);
    byte[] q = mapToG2(7);
    for (int i = 0; i < 5; i++) {
      BigInteger a = new BigInteger(200, random);
      BigInteger b = new BigInteger(200, random);
      byte[] first = concat(present(multiplyG1(p, a)), present(multiplyG2(q, b)));
      byte[] second = concat(present(multiplyG1(p, ORDER.subtract(a.multiply(b).mod(ORDER)))), q);
      assertThat(BLS.pairingCheck(concat(first, second), 0, 768)).isEqualTo(ONE);
      assertThat(BLS.pairingCheck(concat(first, concat(p, q)), 0, 768)).isEqualTo(new byte[32]);
    }
    assertThat(BLS.pairingCheck(new byte[384 * 3], 0, 384 * 3)).isEqualTo(ONE);
    assertThat(BLS.pairingCheck(concat(p, new byte[256]), 0, 384)).isEqualTo(ONE);
    assertThat(BLS.pairingCheck(concat(new byte[128], q), 0, 384)).isEqualTo(ONE);
  }

  @Test
  void addsButDoesNotMultiplyOutsideTheSubgroup() {
    // (0, 2) is on y² = x³ + 4 and has order 3.
    byte[] outside = new byte[128];
    outside[127] = 2;
    byte[] twice = addG1(outside, outside);
    assertThat(addG1(twice, outside)).isEqualTo(new byte[128]);
    assertThat(multiplyG1(outside, BigInteger.TWO)).isNull();
    assertThat(BLS.pairingCheck(concat(outside, new byte[256]), 0, 384)).isNull();
  }

  @Test
  void refusesTheModulusAsAFieldElement() {
    byte[] modulus =
        Hex.decode(
            "00000000000000000000000000000000"
                + "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");
    assertThat(BLS.mapToG1(modulus, 0, 64)).isNull();
    modulus[63]--;
    assertThat(BLS.mapToG1(modulus, 0, 64)).isNotNull();
    modulus[0] = 1;
    assertThat(BLS.mapToG1(modulus, 0, 64)).isNull();
  }

  private static byte[] addG1(byte[] a, byte[] b) {
    return present(BLS.g1Add(concat(a, b), 0, 256));
  }

  private static byte[] addG2(byte[] a, byte[] b) {
    return present(BLS.g2Add(concat(a, b), 0, 512));
  }

  private static byte[] present(byte @Nullable [] output) {
    return Objects.requireNonNull(output);
  }

  private static byte[] mapToG1(int seed) {
    byte[] element = new byte[64];
    element[63] = (byte) seed;
    return present(BLS.mapToG1(element, 0, 64));
  }

  private static byte[] mapToG2(int seed) {
    byte[] element = new byte[128];
    element[63] = (byte) seed;
    return present(BLS.mapToG2(element, 0, 128));
  }

  private static byte @Nullable [] multiplyG1(byte[] point, BigInteger scalar) {
    return BLS.g1MultiScalarMultiply(concat(point, word(scalar)), 0, 160);
  }

  private static byte @Nullable [] multiplyG2(byte[] point, BigInteger scalar) {
    return BLS.g2MultiScalarMultiply(concat(point, word(scalar)), 0, 288);
  }

  private static byte[] word(BigInteger value) {
    byte[] signed = value.toByteArray();
    byte[] out = new byte[32];
    int size = Math.min(32, signed.length);
    System.arraycopy(signed, signed.length - size, out, 32 - size, size);
    return out;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }
}
