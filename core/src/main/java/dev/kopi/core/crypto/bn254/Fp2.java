package dev.kopi.core.crypto.bn254;

import dev.kopi.core.crypto.curve.Field256;
import dev.kopi.core.primitives.UInt256;

/**
 * Fp[i] / (i² + 1). An element a + bi is eight longs: a, then b. A result may be written over an
 * operand. An instance holds scratch space and serves one thread.
 */
final class Fp2 {
  /** How many longs an element has. */
  static final int SIZE = 2 * Fp.SIZE;

  private static final long[] ZERO = new long[SIZE];
  private static final int I = Fp.SIZE;

  private final long[] t = new long[2 * SIZE];

  /** The element a + bi. */
  static long[] of(UInt256 a, UInt256 b) {
    long[] r = new long[SIZE];
    System.arraycopy(Bn254Field.INSTANCE.of(a), 0, r, 0, Fp.SIZE);
    System.arraycopy(Bn254Field.INSTANCE.of(b), 0, r, I, Fp.SIZE);
    return r;
  }

  static boolean isZero(long[] a, int ao) {
    return Fp.isZero(a, ao) && Fp.isZero(a, ao + I);
  }

  static boolean equal(long[] a, int ao, long[] b, int bo) {
    long difference = 0;
    for (int i = 0; i < SIZE; i++) {
      difference |= a[ao + i] ^ b[bo + i];
    }
    return difference == 0;
  }

  static void copy(long[] r, int ro, long[] a, int ao) {
    System.arraycopy(a, ao, r, ro, SIZE);
  }

  static void add(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    Fp.add(r, ro, a, ao, b, bo);
    Fp.add(r, ro + I, a, ao + I, b, bo + I);
  }

  static void subtract(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    Fp.subtract(r, ro, a, ao, b, bo);
    Fp.subtract(r, ro + I, a, ao + I, b, bo + I);
  }

  static void negate(long[] r, int ro, long[] a, int ao) {
    subtract(r, ro, ZERO, 0, a, ao);
  }

  static void twice(long[] r, int ro, long[] a, int ao) {
    add(r, ro, a, ao, a, ao);
  }

  /** r = a − bi. */
  static void conjugate(long[] r, int ro, long[] a, int ao) {
    System.arraycopy(a, ao, r, ro, Fp.SIZE);
    Fp.subtract(r, ro + I, ZERO, 0, a, ao + I);
  }

  /** r = a · s for s in Fp. */
  static void multiplyByFp(long[] r, int ro, long[] a, int ao, long[] s, int so) {
    Fp.multiply(r, ro, a, ao, s, so);
    Fp.multiply(r, ro + I, a, ao + I, s, so);
  }

  void multiply(long[] r, int ro, long[] a, int ao, long[] b, int bo) {
    Fp.multiplySubtract(t, 0, a, ao, b, bo, a, ao + I, b, bo + I);
    Fp.multiplyAdd(r, ro + I, a, ao, b, bo + I, a, ao + I, b, bo);
    System.arraycopy(t, 0, r, ro, Fp.SIZE);
  }

  /** (a + b)(a − b) + 2ab · i */
  void square(long[] r, int ro, long[] a, int ao) {
    Fp.add(t, 0, a, ao, a, ao + I);
    Fp.subtract(t, I, a, ao, a, ao + I);
    Fp.multiply(r, ro + I, a, ao, a, ao + I);
    Fp.add(r, ro + I, r, ro + I, r, ro + I);
    Fp.multiply(r, ro, t, 0, t, I);
  }

  /** r = a · ξ, where ξ = 9 + i is no square and no cube. */
  void multiplyByXi(long[] r, int ro, long[] a, int ao) {
    twice(t, 0, a, ao);
    twice(t, 0, t, 0);
    twice(t, 0, t, 0);
    add(t, 0, t, 0, a, ao);
    Fp.add(t, I, t, I, a, ao);
    Fp.subtract(r, ro, t, 0, a, ao + I);
    System.arraycopy(t, I, r, ro + I, Fp.SIZE);
  }

  /** r = 1 / a, and 0 for 0: (a − bi) / (a² + b²). */
  void invert(long[] r, int ro, long[] a, int ao) {
    long[] norm = new long[Fp.SIZE];
    Fp.multiplyAdd(norm, 0, a, ao, a, ao, a, ao + I, a, ao + I);
    Field256 field = Bn254Field.INSTANCE;
    field.invert(norm, norm);
    conjugate(r, ro, a, ao);
    multiplyByFp(r, ro, r, ro, norm, 0);
  }
}
