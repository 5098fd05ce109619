package dev.kopi.core.crypto.bn254;

/**
 * Fp6[w] / (w² − v), where pairings end. An element is two elements of Fp6; by powers of w its six
 * elements of Fp2 come in the order 0, 2, 4, 1, 3, 5. A result may be written over an operand. An
 * instance holds scratch space and serves one thread.
 */
final class Fp12 {
  /** How many longs an element has. */
  static final int SIZE = 2 * Fp6.SIZE;

  private static final int W = Fp6.SIZE;
  private static final int T0 = 0;
  private static final int T1 = Fp6.SIZE;
  private static final int T2 = 2 * Fp6.SIZE;

  private final Fp2 fp2;
  private final Fp6 fp6;
  private final long[] t = new long[3 * Fp6.SIZE];

  Fp12(Fp2 fp2) {
    this.fp2 = fp2;
    this.fp6 = new Fp6(fp2);
  }

  /** A fresh 1. */
  static long[] one() {
    long[] r = new long[SIZE];
    System.arraycopy(Constants.ONE, 0, r, 0, Fp.SIZE);
    return r;
  }

  static boolean isOne(long[] a) {
    for (int i = 0; i < SIZE; i++) {
      if (a[i] != (i < Fp.SIZE ? Constants.ONE[i] : 0)) {
        return false;
      }
    }
    return true;
  }

  static void copy(long[] r, long[] a) {
    System.arraycopy(a, 0, r, 0, SIZE);
  }

  /** r = a₀ − a₁w: to the power p⁶; the inverse of an element of the cyclotomic subgroup. */
  static void conjugate(long[] r, long[] a) {
    System.arraycopy(a, 0, r, 0, Fp6.SIZE);
    Fp6.negate(r, W, a, W);
  }

  void multiply(long[] r, long[] a, long[] b) {
    fp6.multiply(t, T0, a, 0, b, 0);
    fp6.multiply(t, T1, a, W, b, W);
    Fp6.add(t, T2, a, 0, a, W);
    // r may be b, so its sum goes where b was read for the last time.
    Fp6.add(r, W, b, 0, b, W);
    fp6.multiply(r, W, t, T2, r, W);
    Fp6.subtract(r, W, r, W, t, T0);
    Fp6.subtract(r, W, r, W, t, T1);
    fp6.multiplyByV(t, T1, t, T1);
    Fp6.add(r, 0, t, T0, t, T1);
  }

  /** (a₀ + a₁)(a₀ + va₁) − a₀a₁ − va₀a₁ + 2a₀a₁w */
  void square(long[] r, long[] a) {
    fp6.multiply(t, T0, a, 0, a, W);
    fp6.multiplyByV(t, T1, a, W);
    Fp6.add(t, T1, t, T1, a, 0);
    Fp6.add(t, T2, a, 0, a, W);
    fp6.multiply(t, T1, t, T1, t, T2);
    Fp6.subtract(t, T1, t, T1, t, T0);
    Fp6.add(r, W, t, T0, t, T0);
    fp6.multiplyByV(t, T0, t, T0);
    Fp6.subtract(r, 0, t, T1, t, T0);
  }

  /** r = a · (line₀ + line₁w + line₂w³), as lines through points of the twist are. */
  void multiplyByLine(long[] r, long[] a, long[] line) {
    fp6.multiplyByFp2(t, T0, a, 0, line, 0);
    fp6.multiplySparse(t, T1, a, W, line, Fp2.SIZE, line, 2 * Fp2.SIZE);
    Fp6.add(t, T2, a, 0, a, W);
    Fp2.add(r, 0, line, 0, line, Fp2.SIZE);
    fp6.multiplySparse(r, W, t, T2, r, 0, line, 2 * Fp2.SIZE);
    Fp6.subtract(r, W, r, W, t, T0);
    Fp6.subtract(r, W, r, W, t, T1);
    fp6.multiplyByV(t, T1, t, T1);
    Fp6.add(r, 0, t, T0, t, T1);
  }

  /** r = 1 / a, and 0 for 0: (a₀ − a₁w) / (a₀² − va₁²). */
  void invert(long[] r, long[] a) {
    fp6.multiply(t, T0, a, 0, a, 0);
    fp6.multiply(t, T1, a, W, a, W);
    fp6.multiplyByV(t, T1, t, T1);
    Fp6.subtract(t, T0, t, T0, t, T1);
    fp6.invert(t, T0, t, T0);
    fp6.multiply(r, 0, a, 0, t, T0);
    fp6.multiply(r, W, a, W, t, T0);
    Fp6.negate(r, W, r, W);
  }

  /** r = a^(p^power) for a power of 1, 2 or 3. */
  void frobenius(long[] r, long[] a, int power) {
    for (int i = 0; i < 6; i++) {
      int at = i * Fp2.SIZE;
      int exponent = i < 3 ? 2 * i : 2 * (i - 3) + 1;
      if (power % 2 == 1) {
        Fp2.conjugate(r, at, a, at);
      } else {
        Fp2.copy(r, at, a, at);
      }
      fp2.multiply(r, at, r, at, Constants.FROBENIUS[power - 1], exponent * Fp2.SIZE);
    }
  }

  /**
   * r = a² for an a in the cyclotomic subgroup, where the final exponentiation takes place.
   *
   * @see <a href="https://eprint.iacr.org/2009/565">Granger and Scott, section 3.2</a>
   */
  void squareCyclotomic(long[] r, long[] a) {
    squareFp4(t, T0, a, 0, a, 4 * Fp2.SIZE);
    squareFp4(t, T0 + 2 * Fp2.SIZE, a, 3 * Fp2.SIZE, a, 2 * Fp2.SIZE);
    squareFp4(t, T0 + 4 * Fp2.SIZE, a, Fp2.SIZE, a, 5 * Fp2.SIZE);
    // The real parts become 3x − 2a, the others 3x + 2a.
    threeTimesLessTwice(r, 0, t, 0, a);
    threeTimesLessTwice(r, Fp2.SIZE, t, 2 * Fp2.SIZE, a);
    threeTimesLessTwice(r, 2 * Fp2.SIZE, t, 4 * Fp2.SIZE, a);
    threeTimesPlusTwice(r, 4 * Fp2.SIZE, t, Fp2.SIZE, a);
    threeTimesPlusTwice(r, 5 * Fp2.SIZE, t, 3 * Fp2.SIZE, a);
    fp2.multiplyByXi(t, 5 * Fp2.SIZE, t, 5 * Fp2.SIZE);
    threeTimesPlusTwice(r, 3 * Fp2.SIZE, t, 5 * Fp2.SIZE, a);
  }

  /** (x + yz)² = (x² + ξy²) + 2xyz where z² = ξ. */
  private void squareFp4(long[] r, int ro, long[] x, int xo, long[] y, int yo) {
    int s = 6 * Fp2.SIZE;
    fp2.square(t, s, x, xo);
    fp2.square(t, s + Fp2.SIZE, y, yo);
    Fp2.add(t, s + 2 * Fp2.SIZE, x, xo, y, yo);
    fp2.square(t, s + 2 * Fp2.SIZE, t, s + 2 * Fp2.SIZE);
    Fp2.subtract(t, s + 2 * Fp2.SIZE, t, s + 2 * Fp2.SIZE, t, s);
    Fp2.subtract(r, ro + Fp2.SIZE, t, s + 2 * Fp2.SIZE, t, s + Fp2.SIZE);
    fp2.multiplyByXi(t, s + Fp2.SIZE, t, s + Fp2.SIZE);
    Fp2.add(r, ro, t, s, t, s + Fp2.SIZE);
  }

  private static void threeTimesLessTwice(long[] r, int ro, long[] x, int xo, long[] a) {
    Fp2.subtract(r, ro, x, xo, a, ro);
    Fp2.twice(r, ro, r, ro);
    Fp2.add(r, ro, r, ro, x, xo);
  }

  private static void threeTimesPlusTwice(long[] r, int ro, long[] x, int xo, long[] a) {
    Fp2.add(r, ro, x, xo, a, ro);
    Fp2.twice(r, ro, r, ro);
    Fp2.add(r, ro, r, ro, x, xo);
  }
}
