package dev.kopi.core.crypto.hash;

import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

@Include("kopi.h")
final class KeccakPermutation {
  private KeccakPermutation() {}

  @Import(name = "kopi_keccak")
  private static native void permute(Address array);

  static void permute(long[] a) {
    permute(Address.ofObject(a));
  }
}
