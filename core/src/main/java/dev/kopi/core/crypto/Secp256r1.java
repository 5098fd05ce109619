package dev.kopi.core.crypto;

import dev.kopi.core.crypto.curve.Curve;
import dev.kopi.core.crypto.curve.JacobianPoint;
import dev.kopi.core.crypto.curve.ModularInverse;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/** ECDSA on secp256r1, also called P-256: verification only. */
public final class Secp256r1 {
  private static final Curve CURVE = Curve.SECP256R1;
  private static final UInt256 ORDER = CURVE.order();
  private static final BigInteger N = ORDER.toBigInteger();

  private Secp256r1() {}

  /**
   * Whether (r, s) is a signature of {@code hash} by the key (x, y); s may be high. The key must be
   * a point of the curve other than infinity.
   */
  public static boolean verify(UInt256 hash, UInt256 r, UInt256 s, UInt256 x, UInt256 y) {
    if (r.isZero() || r.compareTo(ORDER) >= 0 || s.isZero() || s.compareTo(ORDER) >= 0) {
      return false;
    }
    JacobianPoint key = CURVE.point(x, y);
    if (key == null) {
      return false;
    }
    BigInteger inverse = ModularInverse.of(s, ORDER).toBigInteger();
    UInt256 u1 = UInt256.of(hash.toBigInteger().multiply(inverse).mod(N));
    UInt256 u2 = UInt256.of(r.toBigInteger().multiply(inverse).mod(N));
    JacobianPoint sum = CURVE.multiply(key, u2);
    sum.add(CURVE.multiplyGenerator(u1));
    if (sum.isInfinity()) {
      return false;
    }
    UInt256 sumX = CURVE.x(sum);
    return (sumX.compareTo(ORDER) >= 0 ? sumX.subtract(ORDER) : sumX).equals(r);
  }
}
