package dev.kopi.adapters.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/** G1 or G2: the same functions of blst under other names, on coordinates of one or two parts. */
final class BlstGroup {
  /** How many field elements a coordinate has. */
  final int coordinates;

  /** How many bytes a point has in EIP-2537: both coordinates, 64 bytes for a field element. */
  final int inputBytes;

  final long affineBytes;
  final long jacobianBytes;
  final MethodHandle fromAffine;
  final MethodHandle addAffine;
  final MethodHandle multiply;
  final MethodHandle pippenger;
  final MethodHandle pippengerScratch;
  final MethodHandle map;
  private final MethodHandle toAffine;
  private final MethodHandle onCurve;
  private final MethodHandle inSubgroup;
  private final MethodHandle isInfinity;

  private BlstGroup(int number) {
    NativeLibrary library = Blst.LIBRARY;
    String p = "blst_p" + number;
    String group = "g" + number;
    FunctionDescriptor two = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS);
    FunctionDescriptor three = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS);
    FunctionDescriptor test = FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS);
    coordinates = number;
    inputBytes = 2 * 64 * number;
    affineBytes = 2L * Blst.FP_BYTES * number;
    jacobianBytes = 3L * Blst.FP_BYTES * number;
    fromAffine = library.function(p + "_from_affine", two);
    toAffine = library.function(p + "_to_affine", two);
    addAffine = library.function(p + "_add_or_double_affine", three);
    onCurve = library.function(p + "_affine_on_curve", test);
    inSubgroup = library.function(p + "_affine_in_" + group, test);
    isInfinity = library.function(p + "_affine_is_inf", test);
    map = library.function("blst_map_to_" + group, three);
    multiply =
        library.function(
            p + "_mult", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    pippenger =
        library.function(
            p + "s_mult_pippenger",
            FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
    pippengerScratch =
        library.function(
            p + "s_mult_pippenger_scratch_sizeof", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
  }

  /** G1, linked when it is first needed. */
  static BlstGroup g1() {
    return G1.GROUP;
  }

  /** G2, linked when it is first needed. */
  static BlstGroup g2() {
    return G2.GROUP;
  }

  /**
   * Reads a point; all bytes zero are the point at infinity.
   *
   * @return whether the bytes are a point of the curve
   */
  boolean read(SegmentAllocator arena, MemorySegment affine, byte[] input, int offset)
      throws Throwable {
    for (int i = 0; i < 2 * coordinates; i++) {
      MemorySegment element = affine.asSlice((long) i * Blst.FP_BYTES, Blst.FP_BYTES);
      if (!Blst.readFp(arena, element, input, offset + 64 * i)) {
        return false;
      }
    }
    return isInfinity(affine) || (boolean) onCurve.invokeExact(affine);
  }

  boolean isInfinity(MemorySegment affine) throws Throwable {
    return (boolean) isInfinity.invokeExact(affine);
  }

  boolean isInSubgroup(MemorySegment affine) throws Throwable {
    return isInfinity(affine) || (boolean) inSubgroup.invokeExact(affine);
  }

  /** The bytes of a point; all zero for the point at infinity. */
  byte[] write(SegmentAllocator arena, MemorySegment jacobian) throws Throwable {
    MemorySegment affine = arena.allocate(affineBytes, 8);
    toAffine.invokeExact(affine, jacobian);
    byte[] out = new byte[inputBytes];
    for (int i = 0; i < 2 * coordinates; i++) {
      Blst.writeFp(arena, affine.asSlice((long) i * Blst.FP_BYTES, Blst.FP_BYTES), out, 64 * i);
    }
    return out;
  }

  private static final class G1 {
    static final BlstGroup GROUP = new BlstGroup(1);
  }

  private static final class G2 {
    static final BlstGroup GROUP = new BlstGroup(2);
  }
}
