package dev.kopi.core.platform;
import org.teavm.interop.*;
import org.teavm.interop.c.*;
@Include("kopi.h")
public final class WideMath {
  private WideMath() {}
  @Import(name="kopi_multiply_high") public static native long multiplyHigh(long x, long y);
  @Import(name="kopi_multiply_high_signed") public static native long multiplyHighSigned(long x, long y);
}
