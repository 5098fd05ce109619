package dev.kopi.core.platform;
import org.teavm.interop.*;
import org.teavm.interop.c.*;
@Include("kopi.h")
public final class LittleEndian {
  private LittleEndian() {}
  @Import(name="kopi_load64_little") private static native long load64(Address at, int offset);
  @Import(name="kopi_store64_little") private static native void store64(Address at, int offset, long v);
  private static void check(byte[] b, int offset, int size) { if (offset < 0 || offset > b.length - size) throw new ArrayIndexOutOfBoundsException(); }
  public static long getLong(byte[] b, int o) { check(b, o, 8); return load64(Address.ofObject(b), o); }
  public static void putLong(byte[] b, int o, long v) { check(b, o, 8); store64(Address.ofObject(b), o, v); }
}
