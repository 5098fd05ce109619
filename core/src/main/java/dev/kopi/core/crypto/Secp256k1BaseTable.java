package dev.kopi.core.crypto;

import dev.kopi.core.primitives.UInt256;

/**
 * Multiples of the generator G of secp256k1 from a table of d · 2^(6i) · G for every digit d from 1
 * to 32 at every position i, so that a product is a sum without doublings. Not constant in time.
 */
final class Secp256k1BaseTable {
  private static final int BITS = 6;
  private static final int DIGITS = 43;
  private static final int LARGEST = 1 << (BITS - 1);

  private static final long[] GENERATOR_X = {
    0x59f2815b16f81798L, 0x029bfcdb2dce28d9L, 0x55a06295ce870b07L, 0x79be667ef9dcbbacL
  };
  private static final long[] GENERATOR_Y = {
    0x9c47d08ffb10d4b8L, 0xfd17b448a6855419L, 0x5da4fbfc0e1108a8L, 0x483ada7726a3c465L
  };

  // Affine coordinates, eight longs a point.
  private static final long[] TABLE = build();

  private Secp256k1BaseTable() {}

  /** {@code scalar · G} for a scalar below n. */
  static Secp256k1Point multiply(UInt256 scalar) {
    Secp256k1Point sum = new Secp256k1Point();
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
        System.arraycopy(TABLE, at, x, 0, 4);
        System.arraycopy(TABLE, at + 4, y, 0, 4);
        if (digit < 0) {
          Secp256k1Field.negate(y, y);
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

  private static long[] build() {
    Secp256k1Point[] points = new Secp256k1Point[DIGITS * LARGEST];
    Secp256k1Point base = new Secp256k1Point(GENERATOR_X, GENERATOR_Y);
    for (int i = 0; i < DIGITS; i++) {
      Secp256k1Point multiple = new Secp256k1Point(base);
      points[i * LARGEST] = new Secp256k1Point(base);
      for (int d = 1; d < LARGEST; d++) {
        if (d == 1) {
          multiple.twice();
        } else {
          multiple.addPoint(base);
        }
        points[i * LARGEST + d] = new Secp256k1Point(multiple);
      }
      base.set(multiple);
      base.twice();
    }
    return toAffine(points);
  }

  /** Inverts all z by one inversion: the inverse of a product, unwound. */
  private static long[] toAffine(Secp256k1Point[] points) {
    long[][] products = new long[points.length][4];
    long[] running = {1, 0, 0, 0};
    for (int i = 0; i < points.length; i++) {
      Secp256k1Field.copy(products[i], running);
      Secp256k1Field.multiply(running, running, points[i].z);
    }
    Secp256k1Field.invert(running, running);
    long[] table = new long[8 * points.length];
    long[] inverse = new long[4];
    long[] power = new long[4];
    for (int i = points.length - 1; i >= 0; i--) {
      Secp256k1Point point = points[i];
      Secp256k1Field.multiply(inverse, running, products[i]);
      Secp256k1Field.multiply(running, running, point.z);
      Secp256k1Field.square(power, inverse);
      Secp256k1Field.multiply(point.x, point.x, power);
      Secp256k1Field.multiply(power, power, inverse);
      Secp256k1Field.multiply(point.y, point.y, power);
      System.arraycopy(point.x, 0, table, 8 * i, 4);
      System.arraycopy(point.y, 0, table, 8 * i + 4, 4);
    }
    return table;
  }
}
