package dev.kopi.core.crypto.bn254;

/**
 * One pair (P, Q) on its way through the Miller loop: a multiple T of Q in homogeneous coordinates
 * and the line that made it, evaluated at P. T becomes (0, 0, 0) for good when a step meets points
 * that its formula does not hold for, which multiples of a Q of prime order never do.
 *
 * @see <a href="https://eprint.iacr.org/2012/408">Grewal et al., section 4: the formulas</a>
 */
final class MillerPoint {
  private static final int L0 = 0;
  private static final int L1 = Fp2.SIZE;
  private static final int L2 = 2 * Fp2.SIZE;

  /** The line: coefficients of 1, w and w³. */
  final long[] line = new long[3 * Fp2.SIZE];

  /** Whether P is finite: otherwise its pairing is one, and only Q is checked. */
  final boolean paired;

  private final Fp2 fp2;
  private final long[] px;
  private final long[] py;
  private final long[] qx;
  private final long[] qy;
  private final long[] minusQy = new long[Fp2.SIZE];
  private final long[] x = new long[Fp2.SIZE];
  private final long[] y = new long[Fp2.SIZE];
  private final long[] z = new long[Fp2.SIZE];
  private final long[] a = new long[Fp2.SIZE];
  private final long[] b = new long[Fp2.SIZE];
  private final long[] c = new long[Fp2.SIZE];
  private final long[] d = new long[Fp2.SIZE];
  private final long[] e = new long[Fp2.SIZE];
  private final long[] f = new long[Fp2.SIZE];

  /** Starts at T = Q for a finite Q; a P of (0, 0) is the point at infinity. */
  MillerPoint(Fp2 fp2, long[] px, long[] py, long[] qx, long[] qy) {
    this.fp2 = fp2;
    this.px = px;
    this.py = py;
    this.qx = qx;
    this.qy = qy;
    this.paired = !Fp.isZero(px, 0) || !Fp.isZero(py, 0);
    Fp2.negate(minusQy, 0, qy, 0);
    Fp2.copy(x, 0, qx, 0);
    Fp2.copy(y, 0, qy, 0);
    System.arraycopy(Constants.ONE, 0, z, 0, Fp.SIZE);
  }

  /** T = 2T, and the tangent. */
  void twice() {
    fp2.multiply(a, 0, x, 0, y, 0);
    fp2.square(b, 0, y, 0);
    fp2.square(c, 0, z, 0);
    // The tangent's w³: 3b′z² − y²; its w: 3x²; its 1: −2yz.
    fp2.multiply(e, 0, Constants.THREE_TWIST_B, 0, c, 0);
    Fp2.subtract(line, L2, e, 0, b, 0);
    fp2.square(line, L1, x, 0);
    Fp2.twice(d, 0, line, L1);
    Fp2.add(line, L1, line, L1, d, 0);
    Fp2.add(d, 0, y, 0, z, 0);
    fp2.square(d, 0, d, 0);
    Fp2.subtract(d, 0, d, 0, b, 0);
    Fp2.subtract(d, 0, d, 0, c, 0);
    Fp2.negate(line, L0, d, 0);
    evaluate();

    // x = 2xy(y² − 9b′z²); y = (y² + 9b′z²)² − 12(3b′z²)²; z = 4y² · 2yz.
    Fp2.twice(f, 0, e, 0);
    Fp2.add(f, 0, f, 0, e, 0);
    Fp2.subtract(c, 0, b, 0, f, 0);
    fp2.multiply(x, 0, a, 0, c, 0);
    Fp2.twice(x, 0, x, 0);
    fp2.multiply(z, 0, b, 0, d, 0);
    Fp2.twice(z, 0, z, 0);
    Fp2.twice(z, 0, z, 0);
    Fp2.add(f, 0, b, 0, f, 0);
    fp2.square(y, 0, f, 0);
    fp2.square(e, 0, e, 0);
    Fp2.twice(f, 0, e, 0);
    Fp2.add(e, 0, f, 0, e, 0);
    Fp2.twice(e, 0, e, 0);
    Fp2.twice(e, 0, e, 0);
    Fp2.subtract(y, 0, y, 0, e, 0);
  }

  /** T = T + Q or T − Q, and the line through both. */
  void addQ(boolean negative) {
    add(qx, negative ? minusQy : qy);
  }

  /** T = T + ψ(Q), and the line through both. */
  void addFirstImage() {
    image(1);
    add(e, f);
  }

  /** T = T − ψ²(Q), and the line through both. */
  void subtractSecondImage() {
    image(2);
    Fp2.negate(f, 0, f, 0);
    add(e, f);
  }

  /**
   * Whether T, which now is (6x + 2)Q + ψ(Q) − ψ²(Q), is −ψ³(Q). That holds for exactly the Q in
   * G2: the norm of 6x + 2 + ψ − ψ² + ψ³ and the order of the twist have only the order of G2 in
   * common.
   */
  boolean isInSubgroup() {
    image(3);
    Fp2.negate(f, 0, f, 0);
    fp2.multiply(e, 0, e, 0, z, 0);
    fp2.multiply(f, 0, f, 0, z, 0);
    return !Fp2.isZero(z, 0) && Fp2.equal(e, 0, x, 0) && Fp2.equal(f, 0, y, 0);
  }

  /** Sets (e, f) to ψ^power(Q): the Frobenius map, carried over to the twist. */
  private void image(int power) {
    if (power == 2) {
      Fp2.copy(e, 0, qx, 0);
      Fp2.copy(f, 0, qy, 0);
    } else {
      Fp2.conjugate(e, 0, qx, 0);
      Fp2.conjugate(f, 0, qy, 0);
    }
    long[] factors = Constants.FROBENIUS[power - 1];
    fp2.multiply(e, 0, e, 0, factors, 2 * Fp2.SIZE);
    fp2.multiply(f, 0, f, 0, factors, 3 * Fp2.SIZE);
  }

  /** T = T + R for an affine R, whose coordinates may be e and f. */
  private void add(long[] rx, long[] ry) {
    fp2.multiply(a, 0, ry, 0, z, 0);
    Fp2.subtract(a, 0, y, 0, a, 0);
    fp2.multiply(b, 0, rx, 0, z, 0);
    Fp2.subtract(b, 0, x, 0, b, 0);
    // With θ = a and λ = b the line is λ − θw + (θ · rx − λ · ry)w³.
    fp2.multiply(c, 0, a, 0, rx, 0);
    fp2.multiply(d, 0, b, 0, ry, 0);
    Fp2.subtract(line, L2, c, 0, d, 0);
    Fp2.copy(line, L0, b, 0);
    Fp2.negate(line, L1, a, 0);
    evaluate();

    // x = λh; y = θ(xλ² − h) − yλ³; z = zλ³ with h = λ³ + zθ² − 2xλ².
    fp2.square(c, 0, a, 0);
    fp2.square(d, 0, b, 0);
    fp2.multiply(e, 0, b, 0, d, 0);
    fp2.multiply(c, 0, z, 0, c, 0);
    fp2.multiply(d, 0, x, 0, d, 0);
    Fp2.add(c, 0, e, 0, c, 0);
    Fp2.subtract(c, 0, c, 0, d, 0);
    Fp2.subtract(c, 0, c, 0, d, 0);
    fp2.multiply(x, 0, b, 0, c, 0);
    Fp2.subtract(d, 0, d, 0, c, 0);
    fp2.multiply(d, 0, a, 0, d, 0);
    fp2.multiply(y, 0, y, 0, e, 0);
    Fp2.subtract(y, 0, d, 0, y, 0);
    fp2.multiply(z, 0, z, 0, e, 0);
  }

  /** Evaluates the line at P. */
  private void evaluate() {
    if (paired) {
      Fp2.multiplyByFp(line, L0, line, L0, py, 0);
      Fp2.multiplyByFp(line, L1, line, L1, px, 0);
    }
  }
}
