package dev.kopi.core.platform;

/** Wide multiplication. */
public final class WideMath {
  private WideMath() {}

  /** The high 64 bits of the unsigned 128-bit product. */
  public static long multiplyHigh(long x, long y) {
    return Math.unsignedMultiplyHigh(x, y);
  }

  /** The high 64 bits of the signed 128-bit product. */
  public static long multiplyHighSigned(long x, long y) {
    return Math.multiplyHigh(x, y);
  }
}
