package dev.kopi.core.crypto.curve;

import static dev.kopi.core.crypto.curve.Field256.copy;
import static dev.kopi.core.crypto.curve.Field256.isZero;

/**
 * A mutable point in Jacobian coordinates: it represents (x / z², y / z³), and for the point at
 * infinity when z is 0. The curve must have a prime order.
 *
 * @see <a href="https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian.html">The formulas</a>
 */
public final class JacobianPoint {
  /** The coordinates. */
  final long[] x = new long[4];

  final long[] y = new long[4];
  final long[] z = new long[4];

  private final Curve curve;
  private final Field256 f;
  private final long[] t0 = new long[4];
  private final long[] t1 = new long[4];
  private final long[] t2 = new long[4];
  private final long[] t3 = new long[4];
  private final long[] t4 = new long[4];
  private final long[] t5 = new long[4];

  /** The point at infinity. */
  JacobianPoint(Curve curve) {
    this.curve = curve;
    this.f = curve.field();
  }

  /** A finite point. */
  JacobianPoint(Curve curve, long[] x, long[] y) {
    this(curve);
    setAffine(x, y);
  }

  /** A copy. */
  JacobianPoint(JacobianPoint other) {
    this(other.curve);
    set(other);
  }

  /** Whether this is the point at infinity. */
  public boolean isInfinity() {
    return isZero(z);
  }

  /** Becomes a copy of another point. */
  void set(JacobianPoint q) {
    copy(x, q.x);
    copy(y, q.y);
    copy(z, q.z);
  }

  /** Becomes a finite point. */
  void setAffine(long[] qx, long[] qy) {
    copy(x, qx);
    copy(y, qy);
    copy(z, curve.one());
  }

  private void setInfinity() {
    z[0] = 0;
    z[1] = 0;
    z[2] = 0;
    z[3] = 0;
  }

  /** Becomes its opposite. */
  void negate() {
    f.negate(y, y);
  }

  /** Doubles the point: with m = (3x² + az⁴) / 2, x′ = m² − 2xy² and y′ = m(xy² − x′) − y⁴. */
  void twice() {
    if (curve.hasZeroA()) {
      f.square(t0, x);
    } else {
      // x² − z⁴
      f.square(t0, z);
      f.subtract(t1, x, t0);
      f.add(t0, x, t0);
      f.multiply(t0, t0, t1);
    }
    f.add(t1, t0, t0);
    f.add(t0, t1, t0);
    f.halve(t0, t0);
    f.multiply(z, y, z);
    f.square(t1, y);
    f.multiply(t2, x, t1);
    f.square(x, t0);
    f.subtract(x, x, t2);
    f.subtract(x, x, t2);
    f.subtract(t2, t2, x);
    f.multiply(y, t0, t2);
    f.square(t1, t1);
    f.subtract(y, y, t1);
  }

  /** Adds a finite point given by its affine coordinates. */
  void addAffine(long[] qx, long[] qy) {
    if (isInfinity()) {
      setAffine(qx, qy);
      return;
    }
    f.square(t0, z);
    f.multiply(t1, qx, t0);
    f.subtract(t1, t1, x);
    f.multiply(t2, qy, t0);
    f.multiply(t2, t2, z);
    f.subtract(t2, t2, y);
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
  public void add(JacobianPoint q) {
    if (q.isInfinity()) {
      return;
    }
    if (isInfinity()) {
      set(q);
      return;
    }
    f.square(t0, z);
    f.square(t3, q.z);
    f.multiply(t1, q.x, t0);
    f.multiply(x, x, t3);
    f.subtract(t1, t1, x);
    f.multiply(t0, t0, z);
    f.multiply(t2, q.y, t0);
    f.multiply(t3, t3, q.z);
    f.multiply(y, y, t3);
    f.subtract(t2, t2, y);
    if (isZero(t1)) {
      if (isZero(t2)) {
        set(q);
        twice();
      } else {
        setInfinity();
      }
      return;
    }
    f.multiply(z, z, q.z);
    addByDifferences();
  }

  /** Both points on a common z, their differences in x (t1, not zero) and in y (t2): adds. */
  private void addByDifferences() {
    f.multiply(z, z, t1);
    f.square(t3, t1);
    f.multiply(t4, t3, t1);
    f.multiply(t5, x, t3);
    f.square(x, t2);
    f.subtract(x, x, t4);
    f.subtract(x, x, t5);
    f.subtract(x, x, t5);
    f.subtract(t5, t5, x);
    f.multiply(t5, t5, t2);
    f.multiply(t4, t4, y);
    f.subtract(y, t5, t4);
  }

  /** Makes z one. The point must be finite. */
  void normalize() {
    f.invert(t0, z);
    f.square(t1, t0);
    f.multiply(x, x, t1);
    f.multiply(t1, t1, t0);
    f.multiply(y, y, t1);
    copy(z, curve.one());
  }
}
