package dev.kopi.core.crypto.bn254;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The curve by the textbook: numbers are BigIntegers, points are affine, Fp12 is polynomials in w
 * modulo w¹² − 18w⁶ + 82, of which i is w⁶ − 9.
 */
final class NaiveBn254 {
  static final BigInteger P = Bn254Field.INSTANCE.modulus().toBigInteger();
  static final BigInteger ORDER =
      new BigInteger(
          "21888242871839275222246405745257275088548364400416034343698204186575808495617");

  private NaiveBn254() {}

  /** An affine point over Fp2; null stands for infinity. Elements are {real, imaginary}. */
  static final class Point {
    final BigInteger[] x;
    final BigInteger[] y;

    Point(BigInteger[] x, BigInteger[] y) {
      this.x = x;
      this.y = y;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Point that && Arrays.equals(x, that.x) && Arrays.equals(y, that.y);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(x);
    }
  }

  static BigInteger[] fp2(BigInteger real, BigInteger imaginary) {
    return new BigInteger[] {real.mod(P), imaginary.mod(P)};
  }

  static BigInteger[] add(BigInteger[] a, BigInteger[] b) {
    return fp2(a[0].add(b[0]), a[1].add(b[1]));
  }

  static BigInteger[] subtract(BigInteger[] a, BigInteger[] b) {
    return fp2(a[0].subtract(b[0]), a[1].subtract(b[1]));
  }

  static BigInteger[] multiply(BigInteger[] a, BigInteger[] b) {
    return fp2(
        a[0].multiply(b[0]).subtract(a[1].multiply(b[1])),
        a[0].multiply(b[1]).add(a[1].multiply(b[0])));
  }

  static BigInteger[] invert(BigInteger[] a) {
    BigInteger norm = a[0].multiply(a[0]).add(a[1].multiply(a[1])).modInverse(P);
    return fp2(a[0].multiply(norm), a[1].negate().multiply(norm));
  }

  static @Nullable Point add(@Nullable Point a, @Nullable Point b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    BigInteger[] slope;
    if (Arrays.equals(a.x, b.x)) {
      BigInteger[] sum = add(a.y, b.y);
      if (sum[0].signum() == 0 && sum[1].signum() == 0) {
        return null;
      }
      BigInteger[] square = multiply(a.x, a.x);
      slope = multiply(add(add(square, square), square), invert(sum));
    } else {
      slope = multiply(subtract(b.y, a.y), invert(subtract(b.x, a.x)));
    }
    BigInteger[] x = subtract(subtract(multiply(slope, slope), a.x), b.x);
    return new Point(x, subtract(multiply(slope, subtract(a.x, x)), a.y));
  }

  static @Nullable Point multiply(@Nullable Point point, BigInteger scalar) {
    Point sum = null;
    for (int i = scalar.bitLength() - 1; i >= 0; i--) {
      sum = add(sum, sum);
      if (scalar.testBit(i)) {
        sum = add(sum, point);
      }
    }
    return sum;
  }

  /** A point of G1, as one over Fp2 whose imaginary parts are 0. */
  static Point g1(BigInteger x, BigInteger y) {
    return new Point(fp2(x, BigInteger.ZERO), fp2(y, BigInteger.ZERO));
  }

  static Point g1Generator() {
    return g1(BigInteger.ONE, BigInteger.TWO);
  }

  static Point g2Generator() {
    return new Point(
        fp2(
            hex("1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"),
            hex("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2")),
        fp2(
            hex("12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"),
            hex("090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b")));
  }

  private static BigInteger hex(String digits) {
    return new BigInteger(digits, 16);
  }

  /** The 64 bytes of a point of G1. */
  static byte[] g1Bytes(@Nullable Point point) {
    byte[] out = new byte[64];
    if (point != null) {
      UInt256.of(point.x[0]).writeTo(out, 0);
      UInt256.of(point.y[0]).writeTo(out, 32);
    }
    return out;
  }

  /** The 128 bytes of a point of the twist. */
  static byte[] g2Bytes(@Nullable Point point) {
    byte[] out = new byte[128];
    if (point != null) {
      UInt256.of(point.x[1]).writeTo(out, 0);
      UInt256.of(point.x[0]).writeTo(out, 32);
      UInt256.of(point.y[1]).writeTo(out, 64);
      UInt256.of(point.y[0]).writeTo(out, 96);
    }
    return out;
  }

  /** The product in Fp12, by powers of w. */
  static BigInteger[] multiply12(BigInteger[] a, BigInteger[] b) {
    BigInteger[] c = new BigInteger[23];
    Arrays.fill(c, BigInteger.ZERO);
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 12; j++) {
        c[i + j] = c[i + j].add(a[i].multiply(b[j]));
      }
    }
    for (int k = 22; k >= 12; k--) {
      c[k - 6] = c[k - 6].add(c[k].multiply(BigInteger.valueOf(18)));
      c[k - 12] = c[k - 12].subtract(c[k].multiply(BigInteger.valueOf(82)));
    }
    BigInteger[] r = new BigInteger[12];
    for (int i = 0; i < 12; i++) {
      r[i] = c[i].mod(P);
    }
    return r;
  }

  static BigInteger[] power12(BigInteger[] a, BigInteger exponent) {
    BigInteger[] r = new BigInteger[12];
    Arrays.fill(r, BigInteger.ZERO);
    r[0] = BigInteger.ONE;
    for (int i = exponent.bitLength() - 1; i >= 0; i--) {
      r = multiply12(r, r);
      if (exponent.testBit(i)) {
        r = multiply12(r, a);
      }
    }
    return r;
  }

  /** The polynomial of an element of the tower. */
  static BigInteger[] fromTower(long[] element) {
    BigInteger[] r = new BigInteger[12];
    for (int i = 0; i < 6; i++) {
      int power = i < 3 ? 2 * i : 2 * (i - 3) + 1;
      BigInteger real = number(element, 8 * i);
      BigInteger imaginary = number(element, 8 * i + 4);
      // a + bi is a − 9b + bw⁶.
      r[power] = real.subtract(imaginary.multiply(BigInteger.valueOf(9))).mod(P);
      r[power + 6] = imaginary;
    }
    return r;
  }

  private static BigInteger number(long[] element, int at) {
    return Bn254Field.INSTANCE.toWord(Arrays.copyOfRange(element, at, at + 4)).toBigInteger();
  }
}
