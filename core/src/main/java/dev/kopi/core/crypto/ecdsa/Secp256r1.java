package dev.kopi.core.crypto.ecdsa;

import dev.kopi.core.crypto.curve.Curve;
import dev.kopi.core.crypto.curve.JacobianPoint;
import dev.kopi.core.primitives.UInt256;

/** ECDSA on secp256r1, also called P-256: verification only. */
public final class Secp256r1 {
  private static final Curve CURVE = Curve.SECP256R1;

  private Secp256r1() {}

  /**
   * Whether (r, s) is a signature of {@code hash} by the key (x, y); s may be high. The key must be
   * a point of the curve other than infinity.
   */
  public static boolean verify(UInt256 hash, UInt256 r, UInt256 s, UInt256 x, UInt256 y) {
    if (!CURVE.isScalar(r) || !CURVE.isScalar(s)) {
      return false;
    }
    JacobianPoint key = CURVE.point(x, y);
    if (key == null) {
      return false;
    }
    UInt256 inverse = CURVE.invertScalar(s);
    JacobianPoint sum = CURVE.multiply(key, CURVE.multiplyScalars(r, inverse));
    sum.add(CURVE.multiplyGenerator(CURVE.multiplyScalars(hash, inverse)));
    return !sum.isInfinity() && CURVE.toScalar(CURVE.x(sum)).equals(r);
  }
}
