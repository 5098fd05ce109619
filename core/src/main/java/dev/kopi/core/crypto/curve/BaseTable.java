package dev.kopi.core.crypto.curve;

import dev.kopi.core.primitives.UInt256;

/**
 * The multiples d · 2^(6i) · G of a generator for every digit d from 1 to 32 at every position i,
 * so that a product is a sum without doublings.
 */
final class BaseTable {
  private static final int BITS = 6;
  private static final int DIGITS = 43;
  private static final int LARGEST = 1 << (BITS - 1);

  private final Curve curve;

  /** Affine coordinates, eight longs a point. */
  private final long[] table;

  BaseTable(Curve curve, JacobianPoint generator) {
    this.curve = curve;
    JacobianPoint[] points = new JacobianPoint[DIGITS * LARGEST];
    JacobianPoint base = new JacobianPoint(generator);
    for (int i = 0; i < DIGITS; i++) {
      JacobianPoint multiple = new JacobianPoint(base);
      points[i * LARGEST] = new JacobianPoint(base);
      for (int d = 2; d <= LARGEST; d++) {
        if (d == 2) {
          multiple.twice();
        } else {
          multiple.add(base);
        }
        points[i * LARGEST + d - 1] = new JacobianPoint(multiple);
      }
      base.set(multiple);
      base.twice();
    }
    this.table = toAffine(curve.field(), points);
  }

  /** {@code scalar · G} for a scalar below the order. */
  JacobianPoint multiply(UInt256 scalar) {
    JacobianPoint sum = new JacobianPoint(curve);
    long[] x = new long[4];
    long[] y = new long[4];
    int carry = 0;
    for (int i = 0; i < DIGITS; i++) {
      int digit = bits(scalar, BITS * i) + carry;
      carry = 0;
      if (digit > LARGEST) {
        digit -= 2 * LARGEST;
        carry = 1;
      }
      if (digit != 0) {
        int at = 8 * (i * LARGEST + Math.abs(digit) - 1);
        System.arraycopy(table, at, x, 0, 4);
        System.arraycopy(table, at + 4, y, 0, 4);
        if (digit < 0) {
          curve.field().negate(y, y);
        }
        sum.addAffine(x, y);
      }
    }
    return sum;
  }

  /** The six bits from {@code position}; those above 255 are zero. */
  private static int bits(UInt256 scalar, int position) {
    int word = 3 - position / 64;
    int shift = position % 64;
    long bits = scalar.word(word) >>> shift;
    if (shift > 64 - BITS && word > 0) {
      bits |= scalar.word(word - 1) << (64 - shift);
    }
    return (int) bits & (2 * LARGEST - 1);
  }

  /** Inverts all z by one inversion: the inverse of their product, unwound. */
  private static long[] toAffine(Field256 field, JacobianPoint[] points) {
    long[][] products = new long[points.length][4];
    long[] running = field.of(UInt256.ONE);
    for (int i = 0; i < points.length; i++) {
      Field256.copy(products[i], running);
      field.multiply(running, running, points[i].z);
    }
    field.invert(running, running);
    long[] table = new long[8 * points.length];
    long[] inverse = new long[4];
    long[] power = new long[4];
    for (int i = points.length - 1; i >= 0; i--) {
      JacobianPoint point = points[i];
      field.multiply(inverse, running, products[i]);
      field.multiply(running, running, point.z);
      field.square(power, inverse);
      field.multiply(point.x, point.x, power);
      field.multiply(power, power, inverse);
      field.multiply(point.y, point.y, power);
      System.arraycopy(point.x, 0, table, 8 * i, 4);
      System.arraycopy(point.y, 0, table, 8 * i + 4, 4);
    }
    return table;
  }
}
