package dev.kopi.core.crypto.bn254;

/**
 * Fp2[v] / (v³ − ξ). An element a + bv + cv² is three elements of Fp2. A result may be written over
 * an operand. An instance holds scratch space and serves one thread.
 */
final class Fp6 {
  /** How many longs an element has. */
  static final int SIZE = 3 * Fp2.SIZE;

  private static final int V = Fp2.SIZE;
  private static final int V2 = 2 * Fp2.SIZE;
  private static final int T0 = 0;
  private static final int T1 = Fp2.SIZE;
  private static final int T2 = 2 * Fp2.SIZE;
  private static final int T3 = 3 * Fp2.SIZE;
  private static final int T4 = 4 * Fp2.SIZE;
  private static final int T5 = 5 * Fp2.SIZE;

  private final Fp2 fp2;
  private final long[] t = new long[6 * Fp2.SIZE];

  Fp6(Fp2 fp2) {
    this.fp2 = fp2;
  }

  static void add(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    Fp2.add(r, ro, a, ao, b, bo);
    Fp2.add(r, ro + V, a, ao + V, b, bo + V);
    Fp2.add(r, ro + V2, a, ao + V2, b, bo + V2);
  }

  static void subtract(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    Fp2.subtract(r, ro, a, ao, b, bo);
    Fp2.subtract(r, ro + V, a, ao + V, b, bo + V);
    Fp2.subtract(r, ro + V2, a, ao + V2, b, bo + V2);
  }

  static void negate(long[] r, int ro, long[] a, int ao) {
    Fp2.negate(r, ro, a, ao);
    Fp2.negate(r, ro + V, a, ao + V);
    Fp2.negate(r, ro + V2, a, ao + V2);
  }

  /** r = a · v. */
  void multiplyByV(long[] r, int ro, long[] a, int ao) {
    fp2.multiplyByXi(t, T0, a, ao + V2);
    Fp2.copy(r, ro + V2, a, ao + V);
    Fp2.copy(r, ro + V, a, ao);
    Fp2.copy(r, ro, t, T0);
  }

  /** r = a · s for s in Fp2. */
  void multiplyByFp2(long[] r, int ro, long[] a, int ao, long[] s, int so) {
    fp2.multiply(r, ro, a, ao, s, so);
    fp2.multiply(r, ro + V, a, ao + V, s, so);
    fp2.multiply(r, ro + V2, a, ao + V2, s, so);
  }

  /** By Karatsuba: six products instead of nine. */
  void multiply(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    fp2.multiply(t, T0, a, ao, b, bo);
    fp2.multiply(t, T1, a, ao + V, b, bo + V);
    fp2.multiply(t, T2, a, ao + V2, b, bo + V2);

    // v⁰: a₀b₀ + ξ((a₁ + a₂)(b₁ + b₂) − a₁b₁ − a₂b₂)
    Fp2.add(t, T3, a, ao + V, a, ao + V2);
    Fp2.add(t, T4, b, bo + V, b, bo + V2);
    fp2.multiply(t, T3, t, T3, t, T4);
    Fp2.subtract(t, T3, t, T3, t, T1);
    Fp2.subtract(t, T3, t, T3, t, T2);
    fp2.multiplyByXi(t, T3, t, T3);
    Fp2.add(t, T3, t, T3, t, T0);

    // v: (a₀ + a₁)(b₀ + b₁) − a₀b₀ − a₁b₁ + ξa₂b₂
    Fp2.add(t, T4, a, ao, a, ao + V);
    Fp2.add(t, T5, b, bo, b, bo + V);
    fp2.multiply(t, T4, t, T4, t, T5);
    Fp2.subtract(t, T4, t, T4, t, T0);
    Fp2.subtract(t, T4, t, T4, t, T1);
    fp2.multiplyByXi(t, T5, t, T2);
    Fp2.add(t, T4, t, T4, t, T5);

    // v²: (a₀ + a₂)(b₀ + b₂) − a₀b₀ − a₂b₂ + a₁b₁
    Fp2.subtract(t, T1, t, T1, t, T0);
    Fp2.subtract(t, T1, t, T1, t, T2);
    Fp2.add(t, T2, a, ao, a, ao + V2);
    Fp2.add(t, T5, b, bo, b, bo + V2);
    fp2.multiply(t, T2, t, T2, t, T5);
    Fp2.add(r, ro + V2, t, T2, t, T1);
    Fp2.copy(r, ro + V, t, T4);
    Fp2.copy(r, ro, t, T3);
  }

  /** r = a · (s + uv) for s and u in Fp2: five products. */
  void multiplySparse(long[] r, int ro, long[] a, int ao, long[] s, int so, long[] u, int uo) {
    fp2.multiply(t, T0, a, ao, s, so);
    fp2.multiply(t, T1, a, ao + V, u, uo);

    // v⁰: a₀s + ξa₂u
    fp2.multiply(t, T2, a, ao + V2, u, uo);
    fp2.multiplyByXi(t, T2, t, T2);
    Fp2.add(t, T2, t, T2, t, T0);

    // v: (a₀ + a₁)(s + u) − a₀s − a₁u
    Fp2.add(t, T3, a, ao, a, ao + V);
    Fp2.add(t, T4, s, so, u, uo);
    fp2.multiply(t, T3, t, T3, t, T4);
    Fp2.subtract(t, T3, t, T3, t, T0);
    Fp2.subtract(t, T3, t, T3, t, T1);

    // v²: a₂s + a₁u
    fp2.multiply(t, T4, a, ao + V2, s, so);
    Fp2.add(r, ro + V2, t, T4, t, T1);
    Fp2.copy(r, ro + V, t, T3);
    Fp2.copy(r, ro, t, T2);
  }

  /**
   * r = 1 / a, and 0 for 0.
   *
   * @see <a href="https://eprint.iacr.org/2010/354">Algorithm 17</a>
   */
  void invert(long[] r, int ro, long[] a, int ao) {
    // The cofactors A = a² − ξbc, B = ξc² − ab, C = b² − ac.
    fp2.square(t, T0, a, ao);
    fp2.multiply(t, T3, a, ao + V, a, ao + V2);
    fp2.multiplyByXi(t, T3, t, T3);
    Fp2.subtract(t, T0, t, T0, t, T3);
    fp2.square(t, T1, a, ao + V2);
    fp2.multiplyByXi(t, T1, t, T1);
    fp2.multiply(t, T3, a, ao, a, ao + V);
    Fp2.subtract(t, T1, t, T1, t, T3);
    fp2.square(t, T2, a, ao + V);
    fp2.multiply(t, T3, a, ao, a, ao + V2);
    Fp2.subtract(t, T2, t, T2, t, T3);

    // The norm aA + ξ(cB + bC).
    fp2.multiply(t, T3, a, ao + V2, t, T1);
    fp2.multiply(t, T4, a, ao + V, t, T2);
    Fp2.add(t, T3, t, T3, t, T4);
    fp2.multiplyByXi(t, T3, t, T3);
    fp2.multiply(t, T4, a, ao, t, T0);
    Fp2.add(t, T3, t, T3, t, T4);
    fp2.invert(t, T3, t, T3);
    fp2.multiply(r, ro, t, T0, t, T3);
    fp2.multiply(r, ro + V, t, T1, t, T3);
    fp2.multiply(r, ro + V2, t, T2, t, T3);
  }
}
