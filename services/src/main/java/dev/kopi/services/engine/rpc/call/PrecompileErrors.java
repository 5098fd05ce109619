package dev.kopi.services.engine.rpc.call;

import dev.kopi.core.crypto.hash.PortableSha256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The error of a failed precompile, as go-ethereum words it. The precompiles of core do not report
 * it, since only traces show it.
 */
public final class PrecompileErrors {
  private static final BigInteger BN254_PRIME =
      new BigInteger("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16);
  private static final BigInteger BLS_PRIME =
      new BigInteger(
          "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624"
              + "1eabfffeb153ffffb9feffffffffaaab",
          16);
  private static final BigInteger BLS_ORDER =
      new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
  private static final BigInteger THREE = BigInteger.valueOf(3);
  private static final BigInteger FOUR = BigInteger.valueOf(4);

  private static final String LENGTH = "invalid input length";
  private static final String TOO_LARGE = "invalid fp.Element encoding";

  private PrecompileErrors() {}

  /** The error of the precompile at an address with an input. */
  public static String text(Address address, Bytes input) {
    return switch (number(address)) {
      case 5 -> "one or more of base/exponent/modulus length exceeded 1024 bytes";
      case 6 -> orSubgroup(bn254Point(input, 0), bn254Point(input, 64));
      case 7 -> orSubgroup(bn254Point(input, 0));
      case 8 -> bn254Pairs(input);
      case 9 -> input.size() == 213 ? "invalid final flag" : LENGTH;
      case 10 -> pointEvaluation(input);
      case 11 -> input.size() == 256 ? orSubgroup(g1(input, 0), g1(input, 128)) : LENGTH;
      case 12 -> multiples(input, 160, 128, 0);
      case 13 -> input.size() == 512 ? orSubgroup(g2(input, 0), g2(input, 256)) : LENGTH;
      case 14 -> multiples(input, 288, 0, 256);
      case 15 -> multiples(input, 384, 128, 256);
      case 16 -> input.size() == 64 ? orSubgroup(blsElement(input, 0)) : LENGTH;
      case 17 ->
          input.size() == 128 ? orSubgroup(blsElement(input, 0), blsElement(input, 64)) : LENGTH;
      default -> "precompile failed";
    };
  }

  private static int number(Address address) {
    return new BigInteger(address.toHex().substring(2), 16).intValue();
  }

  /** The first error there is. */
  private static String orSubgroup(@Nullable String... errors) {
    for (String error : errors) {
      if (error != null) {
        return error;
      }
    }
    return "point is not in correct subgroup";
  }

  private static BigInteger number(Bytes input, int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length && from + i < input.size(); i++) {
      bytes[i] = input.get(from + i);
    }
    return new BigInteger(1, bytes);
  }

  private static String bn254Pairs(Bytes input) {
    if (input.size() % 192 != 0) {
      return "bad elliptic curve pairing size";
    }
    for (int at = 0; at < input.size(); at += 192) {
      String error = bn254Point(input, at);
      for (int part = 64; error == null && part < 192; part += 32) {
        error = number(input, at + part, 32).compareTo(BN254_PRIME) >= 0 ? TOO_LARGE : null;
      }
      if (error == null && !isOnBn254Twist(input, at + 64)) {
        error = "point is not on curve";
      }
      if (error != null) {
        return error;
      }
    }
    return "point is not in correct subgroup";
  }

  private static @Nullable String bn254Point(Bytes input, int at) {
    BigInteger x = number(input, at, 32);
    BigInteger y = number(input, at + 32, 32);
    if (x.max(y).compareTo(BN254_PRIME) >= 0) {
      return TOO_LARGE;
    }
    boolean infinite = x.signum() == 0 && y.signum() == 0;
    BigInteger right = x.pow(3).add(THREE);
    boolean valid = infinite || y.pow(2).subtract(right).mod(BN254_PRIME).signum() == 0;
    return valid ? null : "point is not on curve";
  }

  /** y² = x³ + 3 / (9 + i), over pairs whose second part is encoded first. */
  private static boolean isOnBn254Twist(Bytes input, int at) {
    BigInteger[] x = {number(input, at + 32, 32), number(input, at, 32)};
    BigInteger[] y = {number(input, at + 96, 32), number(input, at + 64, 32)};
    if (isZero(x) && isZero(y)) {
      return true;
    }
    BigInteger inverse = BigInteger.valueOf(82).modInverse(BN254_PRIME);
    BigInteger[] b = {
      BigInteger.valueOf(27).multiply(inverse), BigInteger.valueOf(-3).multiply(inverse)
    };
    return isOnCurve(x, y, b, BN254_PRIME);
  }

  private static String pointEvaluation(Bytes input) {
    if (input.size() != 192) {
      return LENGTH;
    }
    Bytes commitment = input.slice(96, 144);
    byte[] hash = PortableSha256.INSTANCE.hash(commitment.toArray(), 0, commitment.size());
    hash[0] = 1;
    return Bytes.copyOf(hash).equals(input.slice(0, 32))
        ? "error verifying kzg proof"
        : "mismatched versioned hash";
  }

  /** Of inputs that are points of one group or both, again and again, with scalars between. */
  private static String multiples(Bytes input, int size, int g1Size, int g2Size) {
    if (input.isEmpty() || input.size() % size != 0) {
      return LENGTH;
    }
    for (int at = 0; at < input.size(); at += size) {
      String error = g1Size == 0 ? null : g1(input, at);
      if (error == null && g2Size != 0) {
        error = g2(input, at + g1Size);
      }
      if (error != null) {
        return error;
      }
    }
    boolean all = g1Size != 0;
    for (int at = 0; all && g2Size != 0 && at < input.size(); at += size) {
      all = isInBlsSubgroup(number(input, at, 64), number(input, at + 64, 64));
    }
    return g1Size == 0 || (g2Size != 0 && all)
        ? "g2 point is not on correct subgroup"
        : "g1 point is not on correct subgroup";
  }

  private static @Nullable String blsElement(Bytes input, int at) {
    if (number(input, at, 16).signum() != 0) {
      return "invalid field element top bytes";
    }
    return number(input, at + 16, 48).compareTo(BLS_PRIME) >= 0 ? TOO_LARGE : null;
  }

  private static @Nullable String g1(Bytes input, int at) {
    String error = blsElement(input, at);
    error = error == null ? blsElement(input, at + 64) : error;
    if (error != null) {
      return error;
    }
    BigInteger x = number(input, at, 64);
    BigInteger y = number(input, at + 64, 64);
    boolean infinite = x.signum() == 0 && y.signum() == 0;
    boolean valid = infinite || y.pow(2).subtract(x.pow(3).add(FOUR)).mod(BLS_PRIME).signum() == 0;
    return valid ? null : "invalid point: not on curve";
  }

  private static @Nullable String g2(Bytes input, int at) {
    for (int part = 0; part < 256; part += 64) {
      String error = blsElement(input, at + part);
      if (error != null) {
        return error;
      }
    }
    BigInteger[] x = {number(input, at, 64), number(input, at + 64, 64)};
    BigInteger[] y = {number(input, at + 128, 64), number(input, at + 192, 64)};
    boolean valid =
        (isZero(x) && isZero(y)) || isOnCurve(x, y, new BigInteger[] {FOUR, FOUR}, BLS_PRIME);
    return valid ? null : "invalid point: not on curve";
  }

  /** Whether a point of the curve over the prime field is one of the group: r times it is none. */
  private static boolean isInBlsSubgroup(BigInteger x, BigInteger y) {
    if (x.signum() == 0 && y.signum() == 0) {
      return true;
    }
    // From the left, so that the sum is never the point itself before the last bit.
    BigInteger sumX = x;
    BigInteger sumY = y;
    for (int bit = BLS_ORDER.bitLength() - 2; bit >= 0; bit--) {
      BigInteger slope =
          THREE.multiply(sumX.pow(2)).multiply(sumY.shiftLeft(1).modInverse(BLS_PRIME));
      BigInteger doubled = slope.pow(2).subtract(sumX.shiftLeft(1)).mod(BLS_PRIME);
      sumY = slope.multiply(sumX.subtract(doubled)).subtract(sumY).mod(BLS_PRIME);
      sumX = doubled;
      if (BLS_ORDER.testBit(bit)) {
        if (sumX.equals(x)) {
          return bit == 0 && !sumY.equals(y);
        }
        slope = sumY.subtract(y).multiply(sumX.subtract(x).modInverse(BLS_PRIME));
        BigInteger added = slope.pow(2).subtract(sumX).subtract(x).mod(BLS_PRIME);
        sumY = slope.multiply(sumX.subtract(added)).subtract(sumY).mod(BLS_PRIME);
        sumX = added;
      }
    }
    return false;
  }

  private static boolean isZero(BigInteger[] pair) {
    return pair[0].signum() == 0 && pair[1].signum() == 0;
  }

  /** y² = x³ + b over numbers a + b·i with i² = −1. */
  private static boolean isOnCurve(
      BigInteger[] x, BigInteger[] y, BigInteger[] b, BigInteger prime) {
    BigInteger[] left = multiply(y, y);
    BigInteger[] right = multiply(multiply(x, x), x);
    return left[0].subtract(right[0]).subtract(b[0]).mod(prime).signum() == 0
        && left[1].subtract(right[1]).subtract(b[1]).mod(prime).signum() == 0;
  }

  private static BigInteger[] multiply(BigInteger[] a, BigInteger[] b) {
    return new BigInteger[] {
      a[0].multiply(b[0]).subtract(a[1].multiply(b[1])),
      a[0].multiply(b[1]).add(a[1].multiply(b[0]))
    };
  }
}
