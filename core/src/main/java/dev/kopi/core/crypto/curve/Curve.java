package dev.kopi.core.crypto.curve;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A curve y² = x³ + ax + b of prime order n, where a is 0 or −3. */
public final class Curve {
  /** secp256k1. */
  public static final Curve SECP256K1 =
      new Curve(
          Secp256k1Field.INSTANCE,
          true,
          UInt256.of(7),
          UInt256.fromHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
          UInt256.fromHex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
          UInt256.fromHex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
          Endomorphism.SECP256K1);

  /** secp256r1, also called P-256. */
  public static final Curve SECP256R1 =
      new Curve(
          Secp256r1Field.INSTANCE,
          false,
          UInt256.fromHex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
          UInt256.fromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
          UInt256.fromHex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
          UInt256.fromHex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
          null);

  private final Field256 field;
  private final boolean zeroA;
  private final long[] b;
  private final long[] one;
  private final UInt256 order;
  private final BigInteger bigOrder;
  private final ModularInverse inverse;
  private final JacobianPoint generator;
  private final @Nullable Endomorphism endomorphism;
  private volatile @Nullable BaseTable baseTable;

  /**
   * A curve.
   *
   * @param zeroA whether a is 0; otherwise it is −3
   * @param endomorphism a map that makes multiplication faster, on curves that have one
   */
  public Curve(
      Field256 field,
      boolean zeroA,
      UInt256 b,
      UInt256 order,
      UInt256 generatorX,
      UInt256 generatorY,
      @Nullable Endomorphism endomorphism) {
    this.field = field;
    this.zeroA = zeroA;
    this.b = field.of(b);
    this.one = field.of(UInt256.ONE);
    this.order = order;
    this.bigOrder = order.toBigInteger();
    this.inverse = new ModularInverse(order);
    this.endomorphism = endomorphism;
    this.generator = new JacobianPoint(this, field.of(generatorX), field.of(generatorY));
  }

  Field256 field() {
    return field;
  }

  long[] one() {
    return one;
  }

  boolean hasZeroA() {
    return zeroA;
  }

  /** The order n of the group. */
  public UInt256 order() {
    return order;
  }

  /** Whether a number is from 1 to n − 1. */
  public boolean isScalar(UInt256 number) {
    return !number.isZero() && number.compareTo(order) < 0;
  }

  /** A number modulo n. */
  public UInt256 toScalar(UInt256 number) {
    UInt256 rest = number;
    while (rest.compareTo(order) >= 0) {
      rest = rest.subtract(order);
    }
    return rest;
  }

  /** a · b modulo n. */
  public UInt256 multiplyScalars(UInt256 a, UInt256 b) {
    return UInt256.of(a.toBigInteger().multiply(b.toBigInteger()).mod(bigOrder));
  }

  /** a + b modulo n, of numbers below n. */
  public UInt256 addScalars(UInt256 a, UInt256 b) {
    UInt256 sum = a.add(b);
    return sum.compareTo(a) < 0 || sum.compareTo(order) >= 0 ? sum.subtract(order) : sum;
  }

  /** −a modulo n, of a number below n. */
  public UInt256 negateScalar(UInt256 a) {
    return a.isZero() ? a : order.subtract(a);
  }

  /** 1 / a modulo n, of a number below n; 0 for 0. */
  public UInt256 invertScalar(UInt256 a) {
    return inverse.of(a);
  }

  /** The point at infinity. */
  public JacobianPoint infinity() {
    return new JacobianPoint(this);
  }

  /** The point with these coordinates, or null when they are out of range or not on the curve. */
  public @Nullable JacobianPoint point(UInt256 x, UInt256 y) {
    if (!field.contains(x) || !field.contains(y)) {
      return null;
    }
    long[] px = field.of(x);
    long[] py = field.of(y);
    long[] square = new long[4];
    field.square(square, py);
    return Field256.equal(square, equation(px)) ? new JacobianPoint(this, px, py) : null;
  }

  /** The point with this x and the y of this parity, or null if there is none on the curve. */
  public @Nullable JacobianPoint pointOfX(UInt256 x, boolean odd) {
    if (!field.contains(x)) {
      return null;
    }
    long[] px = field.of(x);
    long[] py = new long[4];
    if (!field.squareRoot(py, equation(px))) {
      return null;
    }
    if (isOdd(field.toWord(py)) != odd) {
      field.negate(py, py);
    }
    return new JacobianPoint(this, px, py);
  }

  /** The affine x of a point that is not at infinity. */
  public UInt256 x(JacobianPoint point) {
    point.normalize();
    return field.toWord(point.x);
  }

  /** Writes x and y of a point; zeros for the point at infinity. */
  public void write(JacobianPoint point, byte[] output, int offset) {
    if (!point.isInfinity()) {
      point.normalize();
      field.toWord(point.x).writeTo(output, offset);
      field.toWord(point.y).writeTo(output, offset + 32);
    }
  }

  /** Whether the affine y of a point that is not at infinity is odd. */
  public boolean isYOdd(JacobianPoint point) {
    point.normalize();
    return isOdd(field.toWord(point.y));
  }

  /** {@code scalar} times the generator, for a scalar below n. */
  public JacobianPoint multiplyGenerator(UInt256 scalar) {
    BaseTable table = baseTable;
    if (table == null) {
      // Two threads may build it at once: they build the same.
      table = new BaseTable(this, generator);
      baseTable = table;
    }
    return table.multiply(scalar);
  }

  /** {@code scalar} times a finite point, for a scalar below n. */
  public JacobianPoint multiply(JacobianPoint point, UInt256 scalar) {
    if (endomorphism == null) {
      return ScalarMultiplication.of(this, point, SignedDigits.of(scalar, false));
    }
    Endomorphism.Split split = endomorphism.split(scalar, order);
    return ScalarMultiplication.of(this, point, split.first, split.second, endomorphism.beta());
  }

  /** x³ + ax + b. */
  private long[] equation(long[] x) {
    long[] t = new long[4];
    field.square(t, x);
    if (!zeroA) {
      field.subtract(t, t, one);
      field.subtract(t, t, one);
      field.subtract(t, t, one);
    }
    field.multiply(t, t, x);
    field.add(t, t, b);
    return t;
  }

  private static boolean isOdd(UInt256 word) {
    return (word.lowLong() & 1) != 0;
  }
}
