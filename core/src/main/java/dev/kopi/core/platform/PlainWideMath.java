package dev.kopi.core.platform;

/** {@link WideMath} without the JDK's intrinsics, for builds that do not have them. */
public final class PlainWideMath {
  private static final long LOW = 0xffffffffL;

  private PlainWideMath() {}

  /** The high 64 bits of the unsigned 128-bit product. */
  public static long multiplyHigh(long x, long y) {
    long x0 = x & LOW;
    long x1 = x >>> 32;
    long y0 = y & LOW;
    long y1 = y >>> 32;
    long middle = x1 * y0 + (x0 * y0 >>> 32);
    long other = x0 * y1 + (middle & LOW);
    return x1 * y1 + (middle >>> 32) + (other >>> 32);
  }

  /** The high 64 bits of the signed 128-bit product. */
  public static long multiplyHighSigned(long x, long y) {
    return multiplyHigh(x, y) - (x >> 63 & y) - (y >> 63 & x);
  }
}
