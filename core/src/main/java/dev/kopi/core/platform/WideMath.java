package dev.kopi.core.platform;

/** Wide multiplication. */
public final class WideMath {
  private WideMath() {}

  /** The high 64 bits of the unsigned 128-bit product. */
  public static long multiplyHigh(long x, long y) {
    return Math.unsignedMultiplyHigh(x, y);
  }
}
