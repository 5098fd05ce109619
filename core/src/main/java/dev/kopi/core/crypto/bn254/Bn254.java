package dev.kopi.core.crypto.bn254;

import dev.kopi.core.crypto.curve.Curve;
import dev.kopi.core.crypto.curve.Endomorphism;
import dev.kopi.core.crypto.curve.JacobianPoint;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of EIP-196 and EIP-197 on the bytes of their precompiles. Points of G1 are x and
 * y, 32 bytes each; points of G2 are two elements of Fp2, imaginary part first. All zero is the
 * point at infinity.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-196">EIP-196</a>
 * @see <a href="https://eips.ethereum.org/EIPS/eip-197">EIP-197</a>
 */
public final class Bn254 {
  /** How many bytes a pair of points has. */
  public static final int PAIR_BYTES = 192;

  private static final int POINT_BYTES = 64;

  private static final Curve G1 =
      new Curve(
          Bn254Field.INSTANCE,
          true,
          UInt256.of(3),
          UInt256.fromHex("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"),
          UInt256.ONE,
          UInt256.of(2),
          new Endomorphism(
              Bn254Field.INSTANCE.of(
                  UInt256.fromHex("59e26bcea0d48bacd4f263f1acdb5c4f5763473177fffffe")),
              new BigInteger("6f4d8248eeb859fd0be4e1541221250b", 16),
              new BigInteger("89d3256894d213e3", 16),
              new BigInteger("-89d3256894d213e3", 16),
              new BigInteger("6f4d8248eeb859fc8211bbeb7d4f1128", 16)));

  private Bn254() {}

  /**
   * The sum of two points of G1.
   *
   * @param input 128 bytes
   * @return 64 bytes, or null when a point is not on the curve
   */
  public static byte @Nullable [] add(byte[] input) {
    JacobianPoint a = readG1(input, 0);
    JacobianPoint b = readG1(input, POINT_BYTES);
    if (a == null || b == null) {
      return null;
    }
    a.add(b);
    return write(a);
  }

  /**
   * A multiple of a point of G1.
   *
   * @param input 96 bytes: the point and a scalar of any size
   * @return 64 bytes, or null when the point is not on the curve
   */
  public static byte @Nullable [] multiply(byte[] input) {
    JacobianPoint point = readG1(input, 0);
    if (point == null) {
      return null;
    }
    UInt256 scalar = G1.toScalar(UInt256.fromBytes(input, POINT_BYTES, 32));
    return write(
        point.isInfinity() || scalar.isZero() ? G1.infinity() : G1.multiply(point, scalar));
  }

  /**
   * Whether the product of the pairings of all pairs is one.
   *
   * @return a word of 0 or 1, or null when the length is not one of whole pairs, or a point is not
   *     in its group
   */
  public static byte @Nullable [] pairingCheck(byte[] input, int offset, int length) {
    if (length % PAIR_BYTES != 0) {
      return null;
    }
    Fp2 fp2 = new Fp2();
    List<MillerPoint> points = new ArrayList<>();
    for (int at = offset; at < offset + length; at += PAIR_BYTES) {
      UInt256 px = UInt256.fromBytes(input, at, 32);
      UInt256 py = UInt256.fromBytes(input, at + 32, 32);
      if (!isInfinity(px, py) && G1.point(px, py) == null) {
        return null;
      }
      long[] qx = readFp2(input, at + POINT_BYTES);
      long[] qy = readFp2(input, at + 2 * POINT_BYTES);
      if (qx == null || qy == null) {
        return null;
      }
      if (Fp2.isZero(qx, 0) && Fp2.isZero(qy, 0)) {
        continue;
      }
      if (!isOnTwist(fp2, qx, qy)) {
        return null;
      }
      Bn254Field field = Bn254Field.INSTANCE;
      points.add(new MillerPoint(fp2, field.of(px), field.of(py), qx, qy));
    }
    byte[] word = new byte[32];
    switch (new Pairing(fp2).product(points)) {
      case ONE -> word[31] = 1;
      case OTHER -> {}
      case NOT_IN_SUBGROUP -> {
        return null;
      }
    }
    return word;
  }

  private static @Nullable JacobianPoint readG1(byte[] input, int offset) {
    UInt256 x = UInt256.fromBytes(input, offset, 32);
    UInt256 y = UInt256.fromBytes(input, offset + 32, 32);
    return isInfinity(x, y) ? G1.infinity() : G1.point(x, y);
  }

  private static boolean isInfinity(UInt256 x, UInt256 y) {
    return x.isZero() && y.isZero();
  }

  private static byte[] write(JacobianPoint point) {
    byte[] out = new byte[POINT_BYTES];
    G1.write(point, out, 0);
    return out;
  }

  private static long @Nullable [] readFp2(byte[] input, int offset) {
    UInt256 imaginary = UInt256.fromBytes(input, offset, 32);
    UInt256 real = UInt256.fromBytes(input, offset + 32, 32);
    Bn254Field field = Bn254Field.INSTANCE;
    return field.contains(imaginary) && field.contains(real) ? Fp2.of(real, imaginary) : null;
  }

  private static boolean isOnTwist(Fp2 fp2, long[] x, long[] y) {
    long[] left = new long[Fp2.SIZE];
    long[] right = new long[Fp2.SIZE];
    fp2.square(left, 0, y, 0);
    fp2.square(right, 0, x, 0);
    fp2.multiply(right, 0, right, 0, x, 0);
    Fp2.add(right, 0, right, 0, Constants.TWIST_B, 0);
    return Fp2.equal(left, 0, right, 0);
  }
}
