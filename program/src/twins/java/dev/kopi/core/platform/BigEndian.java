package dev.kopi.core.platform;
import org.teavm.interop.*;
import org.teavm.interop.c.*;
@Include("kopi.h")
public final class BigEndian {
  private BigEndian() {}
  @Import(name="kopi_load64") private static native long load64(Address at, int offset);
  @Import(name="kopi_load32") private static native int load32(Address at, int offset);
  @Import(name="kopi_store64") private static native void store64(Address at, int offset, long v);
  @Import(name="kopi_store32") private static native void store32(Address at, int offset, int v);
  private static void check(byte[] b, int offset, int size) { if (offset < 0 || offset > b.length - size) throw new ArrayIndexOutOfBoundsException(); }
  public static long getLong(byte[] b, int o) { check(b, o, 8); return load64(Address.ofObject(b), o); }
  public static void putLong(byte[] b, int o, long v) { check(b, o, 8); store64(Address.ofObject(b), o, v); }
  public static int getInt(byte[] b, int o) { check(b, o, 4); return load32(Address.ofObject(b), o); }
  public static void putInt(byte[] b, int o, int v) { check(b, o, 4); store32(Address.ofObject(b), o, v); }
}
