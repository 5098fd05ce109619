package dev.kopi.adapters.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.kopi.adapters.crypto.NativeLibrary.OperatingSystem;
import dev.kopi.core.primitives.Hex;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/** The blst library, its field elements, and the functions that belong to no one group. */
final class Blst {
  /** The modulus of the base field. */
  private static final byte[] MODULUS =
      Hex.decode(
          "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");

  /** How many bytes a field element has, in memory and in big-endian text. */
  static final int FP_BYTES = 48;

  /** How many leading bytes of a field element of EIP-2537 are zero. */
  private static final int PADDING = 16;

  static final NativeLibrary LIBRARY = load();

  static final MethodHandle MILLER_LOOP_N =
      LIBRARY.function(
          "blst_miller_loop_n", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
  static final MethodHandle FINAL_EXP =
      LIBRARY.function("blst_final_exp", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
  static final MethodHandle FP12_IS_ONE =
      LIBRARY.function("blst_fp12_is_one", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
  private static final MethodHandle FP_FROM_BENDIAN =
      LIBRARY.function("blst_fp_from_bendian", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
  private static final MethodHandle BENDIAN_FROM_FP =
      LIBRARY.function("blst_bendian_from_fp", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

  private Blst() {}

  /**
   * Reads a field element of 64 bytes: "the top 16 bytes are always set to 0", the rest below the
   * modulus.
   *
   * @return whether it is one
   */
  static boolean readFp(SegmentAllocator arena, MemorySegment target, byte[] input, int offset)
      throws Throwable {
    for (int i = 0; i < PADDING; i++) {
      if (input[offset + i] != 0) {
        return false;
      }
    }
    int from = offset + PADDING;
    if (Arrays.compareUnsigned(input, from, from + FP_BYTES, MODULUS, 0, FP_BYTES) >= 0) {
      return false;
    }
    MemorySegment bytes = arena.allocate(FP_BYTES);
    MemorySegment.copy(input, from, bytes, JAVA_BYTE, 0, FP_BYTES);
    FP_FROM_BENDIAN.invokeExact(target, bytes);
    return true;
  }

  /** Writes a field element as 64 bytes; those of {@code output} must be zero before. */
  static void writeFp(SegmentAllocator arena, MemorySegment element, byte[] output, int offset)
      throws Throwable {
    MemorySegment bytes = arena.allocate(FP_BYTES);
    BENDIAN_FROM_FP.invokeExact(bytes, element);
    MemorySegment.copy(bytes, JAVA_BYTE, 0, output, offset + PADDING, FP_BYTES);
  }

  /** A list of pointers: null after the first says that the rest follows in the same memory. */
  static MemorySegment listOf(SegmentAllocator arena, MemorySegment first) {
    MemorySegment list = arena.allocate(ADDRESS, 2);
    list.setAtIndex(ADDRESS, 0, first);
    return list;
  }

  /** What to throw when a call failed. */
  static RuntimeException failed(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a call into blst failed", e);
  }

  private static NativeLibrary load() {
    OperatingSystem system = OperatingSystem.current();
    String folder =
        switch (system) {
          case LINUX -> NativeLibrary.isArm() ? "Linux/aarch64" : "Linux/amd64";
          case MAC -> NativeLibrary.isArm() ? "Mac/aarch64" : "Mac/x86_64";
          case WINDOWS -> "Windows/amd64";
        };
    return NativeLibrary.load("/supranational/blst/" + folder + "/" + system.fileName("blst"));
  }
}
