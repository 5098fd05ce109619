package dev.kopi.core.crypto.curve;

/** Multiples of a point that is not known beforehand, by doubling and adding odd multiples. */
final class ScalarMultiplication {
  private static final int TABLE = 1 << (SignedDigits.WIDTH - 2);

  private ScalarMultiplication() {}

  /** The sum of all digits[i] · 2^i · point. */
  static JacobianPoint of(Curve curve, JacobianPoint point, byte[] digits) {
    JacobianPoint[] odd = oddMultiples(point);
    JacobianPoint sum = new JacobianPoint(curve);
    JacobianPoint scratch = new JacobianPoint(curve);
    for (int i = digits.length - 1; i >= 0; i--) {
      sum.twice();
      addDigit(sum, odd, digits[i], scratch);
    }
    return sum;
  }

  /** The same plus the sum of all digits2[i] · 2^i · (beta · x, y). */
  static JacobianPoint of(
      Curve curve, JacobianPoint point, byte[] digits1, byte[] digits2, long[] beta) {
    JacobianPoint[] odd1 = oddMultiples(point);
    JacobianPoint[] odd2 = new JacobianPoint[TABLE];
    for (int i = 0; i < TABLE; i++) {
      odd2[i] = new JacobianPoint(odd1[i]);
      curve.field().multiply(odd2[i].x, odd2[i].x, beta);
    }
    JacobianPoint sum = new JacobianPoint(curve);
    JacobianPoint scratch = new JacobianPoint(curve);
    for (int i = Math.max(digits1.length, digits2.length) - 1; i >= 0; i--) {
      sum.twice();
      if (i < digits1.length) {
        addDigit(sum, odd1, digits1[i], scratch);
      }
      if (i < digits2.length) {
        addDigit(sum, odd2, digits2[i], scratch);
      }
    }
    return sum;
  }

  private static void addDigit(
      JacobianPoint sum, JacobianPoint[] odd, int digit, JacobianPoint scratch) {
    if (digit > 0) {
      sum.add(odd[digit >> 1]);
    } else if (digit < 0) {
      scratch.set(odd[-digit >> 1]);
      scratch.negate();
      sum.add(scratch);
    }
  }

  /** 1, 3, 5 … 15 times the point. */
  private static JacobianPoint[] oddMultiples(JacobianPoint point) {
    JacobianPoint twice = new JacobianPoint(point);
    twice.twice();
    JacobianPoint[] odd = new JacobianPoint[TABLE];
    odd[0] = point;
    for (int i = 1; i < TABLE; i++) {
      odd[i] = new JacobianPoint(odd[i - 1]);
      odd[i].add(twice);
    }
    return odd;
  }
}
