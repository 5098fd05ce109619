package dev.kopi.core.proof.preimage;

import dev.kopi.core.platform.WideMath;
import dev.kopi.core.primitives.Hash;

/**
 * The points at which a blob's polynomial has the field elements as its values: the 4096th roots of
 * unity modulo the order r of BLS12-381's groups, in bit-reversed order.
 *
 * @see <a
 *     href="https://github.com/ethereum/consensus-specs/blob/dev/specs/deneb/polynomial-commitments.md">Polynomial
 *     commitments</a>
 */
final class BlobPoints {
  private static final int LOG_COUNT = 12;

  /** r, the least significant word first. */
  private static final long R0 = 0xffffffff00000001L;

  private static final long R1 = 0x53bda402fffe5bfeL;
  private static final long R2 = 0x3339d80809a1d805L;
  private static final long R3 = 0x73eda753299d7d48L;

  /** −1 / r modulo 2^64. */
  private static final long INVERSE = 0xfffffffeffffffffL;

  /** A root of unity of order 4096, times 2^256 modulo r. */
  private static final long G0 = 0xf2df262c09458a39L;

  private static final long G1 = 0x048cdf5b99dff177L;
  private static final long G2 = 0x16857bc5c7cce57bL;
  private static final long G3 = 0x043b3dbca4a915aeL;

  private BlobPoints() {}

  /** All points, by the index of the field element. */
  static Hash[] all() {
    int half = 1 << LOG_COUNT - 1;
    Hash[] points = new Hash[2 * half];
    long[] power = {1, 0, 0, 0};
    for (int i = 0; i < half; i++) {
      int index = Integer.reverse(i) >>> Integer.SIZE - LOG_COUNT;
      points[index] = Hash.ofWords(power[3], power[2], power[1], power[0]);
      // The power that is half the order higher is the negative one: its reversed index is odd.
      points[index + 1] = negative(power);
      multiplyByRoot(power);
    }
    return points;
  }

  private static Hash negative(long[] a) {
    long n0 = R0 - a[0];
    long borrow = below(R0, a[0]);
    long n1 = R1 - a[1] - borrow;
    borrow = below(R1, a[1]) | (R1 == a[1] ? borrow : 0);
    long n2 = R2 - a[2] - borrow;
    borrow = below(R2, a[2]) | (R2 == a[2] ? borrow : 0);
    return Hash.ofWords(R3 - a[3] - borrow, n2, n1, n0);
  }

  /** a = a · root, by Montgomery's reduction. */
  private static void multiplyByRoot(long[] a) {
    long t0 = 0;
    long t1 = 0;
    long t2 = 0;
    long t3 = 0;
    for (int i = 0; i < 4; i++) {
      // t += a[i] · G; the top words of r leave room for all carries.
      long x = a[i];
      long lo = x * G0;
      t0 += lo;
      long c = WideMath.multiplyHigh(x, G0) + below(t0, lo);
      lo = x * G1 + c;
      c = WideMath.multiplyHigh(x, G1) + below(lo, c);
      t1 += lo;
      c += below(t1, lo);
      lo = x * G2 + c;
      c = WideMath.multiplyHigh(x, G2) + below(lo, c);
      t2 += lo;
      c += below(t2, lo);
      lo = x * G3 + c;
      c = WideMath.multiplyHigh(x, G3) + below(lo, c);
      t3 += lo;
      long t4 = c + below(t3, lo);

      // t = (t + q · r) / 2^64
      long q = t0 * INVERSE;
      c = WideMath.multiplyHigh(q, R0) + (t0 != 0 ? 1 : 0);
      lo = q * R1 + c;
      c = WideMath.multiplyHigh(q, R1) + below(lo, c);
      t0 = t1 + lo;
      c += below(t0, lo);
      lo = q * R2 + c;
      c = WideMath.multiplyHigh(q, R2) + below(lo, c);
      t1 = t2 + lo;
      c += below(t1, lo);
      lo = q * R3 + c;
      c = WideMath.multiplyHigh(q, R3) + below(lo, c);
      t2 = t3 + lo;
      c += below(t2, lo);
      t3 = t4 + c;
    }
    reduce(a, t0, t1, t2, t3);
  }

  /** a = t, which is below 2r, modulo r. */
  private static void reduce(long[] a, long t0, long t1, long t2, long t3) {
    long n0 = t0 - R0;
    long borrow = below(t0, R0);
    long n1 = t1 - R1 - borrow;
    borrow = below(t1, R1) | (t1 == R1 ? borrow : 0);
    long n2 = t2 - R2 - borrow;
    borrow = below(t2, R2) | (t2 == R2 ? borrow : 0);
    boolean less = Long.compareUnsigned(t3, R3 + borrow) < 0;
    a[0] = less ? t0 : n0;
    a[1] = less ? t1 : n1;
    a[2] = less ? t2 : n2;
    a[3] = less ? t3 : t3 - R3 - borrow;
  }

  /** 1 where a is below b, else 0. */
  private static long below(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
  }
}
