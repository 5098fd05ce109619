package dev.kopi.core.proof.preimage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class BlobPointsTest {
  private static final BigInteger MODULUS =
      new BigInteger(
          "52435875175126190479447740508185965837690552500527637822603658699938581184513");

  /** 7 is PRIMITIVE_ROOT_OF_UNITY of the specification. */
  private static final BigInteger ROOT =
      BigInteger.valueOf(7).modPow(MODULUS.subtract(BigInteger.ONE).shiftRight(12), MODULUS);

  @Test
  void areThePowersOfARootOfUnityInBitReversedOrder() {
    Hash[] points = BlobPoints.all();
    assertThat(points).hasSize(4096);
    BigInteger power = BigInteger.ONE;
    for (int i = 0; i < 4096; i++) {
      assertThat(points[Integer.reverse(i) >>> 20]).isEqualTo(UInt256.of(power).toHash());
      power = power.multiply(ROOT).mod(MODULUS);
    }
    assertThat(power).isEqualTo(BigInteger.ONE);
  }
}
