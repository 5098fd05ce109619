package dev.kopi.core.crypto.bn254;

import java.util.List;

/**
 * The optimal ate pairing.
 *
 * @see <a href="https://eprint.iacr.org/2010/354">Beuchat et al.: the algorithm</a>
 */
final class Pairing {
  /** The digits of x, zero or odd and below 8 in size, the lowest first. */
  private static final byte[] X_DIGITS = digits(Constants.X);

  private final Fp12 fp12;

  Pairing(Fp2 fp2) {
    fp12 = new Fp12(fp2);
  }

  /** What a product of pairings came to. */
  enum Outcome {
    /** The product is one. */
    ONE,
    /** The product is not one. */
    OTHER,
    /** Some Q is not in G2. */
    NOT_IN_SUBGROUP
  }

  /** The product of the pairings of points that have not been moved yet. */
  Outcome product(List<MillerPoint> points) {
    long[] f = Fp12.one();
    byte[] digits = Constants.ATE_LOOP;
    for (int i = digits.length - 2; i >= 0; i--) {
      fp12.square(f, f);
      for (MillerPoint point : points) {
        point.twice();
        multiplyByLine(f, point);
        if (digits[i] != 0) {
          point.addQ(digits[i] < 0);
          multiplyByLine(f, point);
        }
      }
    }
    for (MillerPoint point : points) {
      point.addFirstImage();
      multiplyByLine(f, point);
      point.subtractSecondImage();
      multiplyByLine(f, point);
      if (!point.isInSubgroup()) {
        return Outcome.NOT_IN_SUBGROUP;
      }
    }
    return Fp12.isOne(finalExponentiation(f)) ? Outcome.ONE : Outcome.OTHER;
  }

  private void multiplyByLine(long[] f, MillerPoint point) {
    if (point.paired) {
      fp12.multiplyByLine(f, f, point.line);
    }
  }

  /**
   * f^(k (p¹² − 1) / r) for a k that has no factor in common with r: the hard part as a polynomial
   * in x.
   *
   * @see <a href="https://cacr.uwaterloo.ca/techreports/2011/cacr2011-26.pdf">Fuentes-Castañeda et
   *     al., section 5</a>
   */
  private long[] finalExponentiation(long[] f) {
    long[] m = new long[Fp12.SIZE];
    long[] t = new long[Fp12.SIZE];
    // The easy part: (p⁶ − 1)(p² + 1).
    Fp12.conjugate(m, f);
    fp12.invert(t, f);
    fp12.multiply(m, m, t);
    fp12.frobenius(t, m, 2);
    fp12.multiply(m, t, m);

    // The hard part: each line notes its exponent of m; inverses are conjugates here.
    long[] x1 = powerOfMinusX(m); // −x
    fp12.squareCyclotomic(x1, x1); // −2x
    long[] a = new long[Fp12.SIZE];
    fp12.squareCyclotomic(a, x1); // −4x
    fp12.multiply(a, a, x1); // −6x
    long[] x2 = powerOfMinusX(a); // 6x²
    fp12.squareCyclotomic(t, x2); // 12x²
    long[] x3 = powerOfMinusX(t); // −12x³
    Fp12.conjugate(x3, x3); // 12x³
    fp12.multiply(x3, x3, x2); // 12x³ + 6x²
    Fp12.conjugate(a, a); // 6x
    fp12.multiply(x3, x3, a); // 12x³ + 6x² + 6x

    long[] y = new long[Fp12.SIZE];
    fp12.multiply(y, x3, x1); // 12x³ + 6x² + 4x, for p
    fp12.multiply(t, x3, x2); // 12x³ + 12x² + 6x
    fp12.multiply(t, t, m); // 12x³ + 12x² + 6x + 1, for 1
    long[] image = new long[Fp12.SIZE];
    fp12.frobenius(image, y, 1);
    fp12.multiply(t, t, image);
    fp12.frobenius(image, x3, 2); // 12x³ + 6x² + 6x, for p²
    fp12.multiply(t, t, image);
    Fp12.conjugate(m, m);
    fp12.multiply(y, y, m); // 12x³ + 6x² + 4x − 1, for p³
    fp12.frobenius(image, y, 3);
    fp12.multiply(t, t, image);
    return t;
  }

  /** a^(−x) in the cyclotomic subgroup, where an inverse is a conjugate. */
  private long[] powerOfMinusX(long[] a) {
    long[][] odd = new long[4][Fp12.SIZE];
    long[] negated = new long[Fp12.SIZE];
    Fp12.conjugate(odd[0], a);
    fp12.squareCyclotomic(negated, odd[0]);
    for (int i = 1; i < odd.length; i++) {
      fp12.multiply(odd[i], odd[i - 1], negated);
    }
    long[] r = odd[X_DIGITS[X_DIGITS.length - 1] >> 1].clone();
    for (int i = X_DIGITS.length - 2; i >= 0; i--) {
      fp12.squareCyclotomic(r, r);
      int digit = X_DIGITS[i];
      if (digit > 0) {
        fp12.multiply(r, r, odd[digit >> 1]);
      } else if (digit < 0) {
        Fp12.conjugate(negated, odd[-digit >> 1]);
        fp12.multiply(r, r, negated);
      }
    }
    return r;
  }

  private static byte[] digits(long number) {
    byte[] digits = new byte[64];
    int length = 0;
    for (long rest = number; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        int digit = (int) (rest << 60 >> 60);
        digits[length] = (byte) digit;
        rest -= digit;
      }
      length++;
    }
    return java.util.Arrays.copyOf(digits, length);
  }
}
