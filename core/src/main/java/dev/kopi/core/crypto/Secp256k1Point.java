package dev.kopi.core.crypto;

import static dev.kopi.core.crypto.Secp256k1Field.add;
import static dev.kopi.core.crypto.Secp256k1Field.copy;
import static dev.kopi.core.crypto.Secp256k1Field.invert;
import static dev.kopi.core.crypto.Secp256k1Field.isZero;
import static dev.kopi.core.crypto.Secp256k1Field.multiply;
import static dev.kopi.core.crypto.Secp256k1Field.negate;
import static dev.kopi.core.crypto.Secp256k1Field.square;
import static dev.kopi.core.crypto.Secp256k1Field.subtract;

/**
 * A mutable point of y² = x³ + 7 in Jacobian coordinates: it stands for (x / z², y / z³), and for
 * the point at infinity when z is 0. Not constant in time.
 *
 * @see <a href="https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-0.html">The formulas</a>
 */
final class Secp256k1Point {
  final long[] x = new long[4];
  final long[] y = new long[4];
  final long[] z = new long[4];

  private final long[] t0 = new long[4];
  private final long[] t1 = new long[4];
  private final long[] t2 = new long[4];
  private final long[] t3 = new long[4];
  private final long[] t4 = new long[4];
  private final long[] t5 = new long[4];

  /** The point at infinity. */
  Secp256k1Point() {}

  /** A finite point. */
  Secp256k1Point(long[] x, long[] y) {
    setAffine(x, y);
  }

  /** A copy. */
  Secp256k1Point(Secp256k1Point other) {
    set(other);
  }

  boolean isInfinity() {
    return isZero(z);
  }

  void set(Secp256k1Point q) {
    copy(x, q.x);
    copy(y, q.y);
    copy(z, q.z);
  }

  void setAffine(long[] qx, long[] qy) {
    copy(x, qx);
    copy(y, qy);
    z[0] = 1;
    z[1] = 0;
    z[2] = 0;
    z[3] = 0;
  }

  void setInfinity() {
    z[0] = 0;
    z[1] = 0;
    z[2] = 0;
    z[3] = 0;
  }

  void negateY() {
    negate(y, y);
  }

  /** Doubles the point: "dbl-2009-l". The curve has no point of order two. */
  void twice() {
    square(t0, x);
    square(t1, y);
    square(t2, t1);
    add(t1, t1, x);
    square(t1, t1);
    subtract(t1, t1, t0);
    subtract(t1, t1, t2);
    add(t1, t1, t1);
    add(t3, t0, t0);
    add(t3, t3, t0);
    multiply(z, y, z);
    add(z, z, z);
    square(x, t3);
    subtract(x, x, t1);
    subtract(x, x, t1);
    subtract(t1, t1, x);
    multiply(y, t3, t1);
    add(t2, t2, t2);
    add(t2, t2, t2);
    add(t2, t2, t2);
    subtract(y, y, t2);
  }

  /** Adds a finite point given by its affine coordinates. */
  void addAffine(long[] qx, long[] qy) {
    if (isInfinity()) {
      setAffine(qx, qy);
      return;
    }
    square(t0, z);
    multiply(t1, qx, t0);
    subtract(t1, t1, x);
    multiply(t2, qy, t0);
    multiply(t2, t2, z);
    subtract(t2, t2, y);
    if (isZero(t1)) {
      if (isZero(t2)) {
        twice();
      } else {
        setInfinity();
      }
      return;
    }
    addByDifferences();
  }

  /** Adds any other point; {@code q} must not be this object. */
  void addPoint(Secp256k1Point q) {
    if (q.isInfinity()) {
      return;
    }
    if (isInfinity()) {
      set(q);
      return;
    }
    square(t0, z);
    square(t3, q.z);
    multiply(t1, q.x, t0);
    multiply(x, x, t3);
    subtract(t1, t1, x);
    multiply(t0, t0, z);
    multiply(t2, q.y, t0);
    multiply(t3, t3, q.z);
    multiply(y, y, t3);
    subtract(t2, t2, y);
    multiply(z, z, q.z);
    if (isZero(t1)) {
      if (isZero(t2)) {
        set(q);
        twice();
      } else {
        setInfinity();
      }
      return;
    }
    addByDifferences();
  }

  /** Both points on a common z, their differences in x (t1, not zero) and in y (t2): adds. */
  private void addByDifferences() {
    multiply(z, z, t1);
    square(t3, t1);
    multiply(t4, t3, t1);
    multiply(t5, x, t3);
    square(x, t2);
    subtract(x, x, t4);
    subtract(x, x, t5);
    subtract(x, x, t5);
    subtract(t5, t5, x);
    multiply(t5, t5, t2);
    multiply(t4, t4, y);
    subtract(y, t5, t4);
  }

  /** Makes z one. The point must be finite. */
  void normalize() {
    invert(t0, z);
    square(t1, t0);
    multiply(x, x, t1);
    multiply(t1, t1, t0);
    multiply(y, y, t1);
    setAffine(x, y);
  }

  /** Sets y to the root of x³ + 7 that has the parity asked for. */
  static boolean liftX(long[] y, long[] x, boolean odd) {
    long[] t = new long[4];
    square(t, x);
    multiply(t, t, x);
    add(t, t, new long[] {7, 0, 0, 0});
    if (!Secp256k1Field.squareRoot(y, t)) {
      return false;
    }
    if (Secp256k1Field.isOdd(y) != odd) {
      negate(y, y);
    }
    return true;
  }

  /** Whether (x, y) satisfies the equation of the curve. */
  static boolean isOnCurve(long[] x, long[] y) {
    long[] t = new long[4];
    long[] u = new long[4];
    square(t, x);
    multiply(t, t, x);
    add(t, t, new long[] {7, 0, 0, 0});
    square(u, y);
    return Secp256k1Field.equal(t, u);
  }
}
