package dev.kopi.adapters.crypto;

import dev.kopi.core.crypto.Bls12381;
import dev.kopi.core.primitives.UInt256;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The operations of EIP-2537 by blst.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-2537">EIP-2537</a>
 */
final class NativeBls12381 implements Bls12381 {
  private static final int SCALAR_BYTES = 32;
  private static final int SCALAR_BITS = 255;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int FP_INPUT = 64;
  private static final int FP = Blst.FP_BYTES;
  private static final int FP12 = 12 * FP;

  /** The order q of G1 and G2. */
  private static final UInt256 ORDER =
      UInt256.ofWords(
          0x73eda753299d7d48L, 0x3339d80809a1d805L, 0x53bda402fffe5bfeL, 0xffffffff00000001L);

  @Override
  public byte @Nullable [] g1Add(byte[] input, int offset, int length) {
    return add(BlstGroup.g1(), input, offset, length);
  }

  @Override
  public byte @Nullable [] g2Add(byte[] input, int offset, int length) {
    return add(BlstGroup.g2(), input, offset, length);
  }

  @Override
  public byte @Nullable [] g1MultiScalarMultiply(byte[] input, int offset, int length) {
    return multiScalarMultiply(BlstGroup.g1(), input, offset, length);
  }

  @Override
  public byte @Nullable [] g2MultiScalarMultiply(byte[] input, int offset, int length) {
    return multiScalarMultiply(BlstGroup.g2(), input, offset, length);
  }

  @Override
  public byte @Nullable [] mapToG1(byte[] input, int offset, int length) {
    return map(BlstGroup.g1(), input, offset, length);
  }

  @Override
  public byte @Nullable [] mapToG2(byte[] input, int offset, int length) {
    return map(BlstGroup.g2(), input, offset, length);
  }

  /** "There is no subgroup check for the G1 [G2] addition precompile." */
  private static byte @Nullable [] add(BlstGroup group, byte[] input, int offset, int length) {
    if (length != 2 * group.inputBytes) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(group.affineBytes);
      MemorySegment b = arena.allocate(group.affineBytes);
      if (!group.read(arena, a, input, offset)
          || !group.read(arena, b, input, offset + group.inputBytes)) {
        return null;
      }
      MemorySegment sum = arena.allocate(group.jacobianBytes);
      group.fromAffine.invokeExact(sum, a);
      group.addAffine.invokeExact(sum, sum, b);
      return group.write(arena, sum);
    } catch (Throwable e) {
      throw Blst.failed(e);
    }
  }

  private static byte @Nullable [] multiScalarMultiply(
      BlstGroup group, byte[] input, int offset, int length) {
    int size = group.inputBytes + SCALAR_BYTES;
    if (length == 0 || length % size != 0) {
      return null;
    }
    int given = length / size;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment points = arena.allocate(given * group.affineBytes, 8);
      MemorySegment scalars = arena.allocate((long) given * SCALAR_BYTES, 8);
      int count = 0;
      for (int i = 0; i < given; i++) {
        int at = offset + i * size;
        MemorySegment point = points.asSlice(count * group.affineBytes, group.affineBytes);
        if (!group.read(arena, point, input, at) || !group.isInSubgroup(point)) {
          return null;
        }
        if (group.isInfinity(point)) {
          // It adds nothing, and blst's algorithms do not expect it.
          continue;
        }
        writeScalar(scalars, count, input, at + group.inputBytes);
        count++;
      }
      MemorySegment sum = arena.allocate(group.jacobianBytes);
      if (count == 1) {
        MemorySegment point = arena.allocate(group.jacobianBytes);
        group.fromAffine.invokeExact(point, points);
        group.multiply.invokeExact(sum, point, scalars, (long) SCALAR_BITS);
      } else if (count > 1) {
        multiplyAll(arena, group, sum, points, scalars, count);
      }
      return group.write(arena, sum);
    } catch (Throwable e) {
      throw Blst.failed(e);
    }
  }

  /**
   * Writes a scalar in little-endian order, reduced modulo the order of the groups: "a scalar [is]
   * not required to be less than or equal than q".
   */
  private static void writeScalar(MemorySegment scalars, int index, byte[] input, int offset) {
    UInt256 scalar = UInt256.fromBytes(input, offset, SCALAR_BYTES);
    while (scalar.compareTo(ORDER) >= 0) {
      scalar = scalar.subtract(ORDER);
    }
    for (int i = 0; i < 4; i++) {
      scalars.set(WORD, (long) index * SCALAR_BYTES + 8L * i, scalar.word(3 - i));
    }
  }

  private static void multiplyAll(
      SegmentAllocator arena,
      BlstGroup group,
      MemorySegment sum,
      MemorySegment points,
      MemorySegment scalars,
      int count)
      throws Throwable {
    MemorySegment pointList = Blst.listOf(arena, points);
    MemorySegment scalarList = Blst.listOf(arena, scalars);
    long scratchBytes = (long) group.pippengerScratch.invokeExact((long) count);
    MemorySegment scratch = arena.allocate(scratchBytes, 8);
    group.pippenger.invokeExact(
        sum, pointList, (long) count, scalarList, (long) SCALAR_BITS, scratch);
  }

  private static byte @Nullable [] map(BlstGroup group, byte[] input, int offset, int length) {
    if (length != group.coordinates * FP_INPUT) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment element = arena.allocate((long) group.coordinates * FP);
      for (int i = 0; i < group.coordinates; i++) {
        if (!Blst.readFp(arena, element.asSlice((long) i * FP, FP), input, offset + i * FP_INPUT)) {
          return null;
        }
      }
      MemorySegment point = arena.allocate(group.jacobianBytes);
      group.map.invokeExact(point, element, MemorySegment.NULL);
      return group.write(arena, point);
    } catch (Throwable e) {
      throw Blst.failed(e);
    }
  }

  @Override
  public byte @Nullable [] pairingCheck(byte[] input, int offset, int length) {
    BlstGroup g1 = BlstGroup.g1();
    BlstGroup g2 = BlstGroup.g2();
    int size = g1.inputBytes + g2.inputBytes;
    if (length == 0 || length % size != 0) {
      return null;
    }
    int given = length / size;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ps = arena.allocate(given * g1.affineBytes, 8);
      MemorySegment qs = arena.allocate(given * g2.affineBytes, 8);
      int count = 0;
      for (int i = 0; i < given; i++) {
        int at = offset + i * size;
        MemorySegment p = ps.asSlice(count * g1.affineBytes, g1.affineBytes);
        MemorySegment q = qs.asSlice(count * g2.affineBytes, g2.affineBytes);
        if (!g1.read(arena, p, input, at)
            || !g2.read(arena, q, input, at + g1.inputBytes)
            || !g1.isInSubgroup(p)
            || !g2.isInSubgroup(q)) {
          return null;
        }
        // "If any input is the infinity point, pairing result will be 1."
        if (!g1.isInfinity(p) && !g2.isInfinity(q)) {
          count++;
        }
      }
      byte[] out = new byte[32];
      out[31] = (byte) (count == 0 || productIsOne(arena, ps, qs, count) ? 1 : 0);
      return out;
    } catch (Throwable e) {
      throw Blst.failed(e);
    }
  }

  private static boolean productIsOne(
      SegmentAllocator arena, MemorySegment ps, MemorySegment qs, int count) throws Throwable {
    MemorySegment product = arena.allocate(FP12, 8);
    MemorySegment pList = Blst.listOf(arena, ps);
    MemorySegment qList = Blst.listOf(arena, qs);
    Blst.MILLER_LOOP_N.invokeExact(product, qList, pList, (long) count);
    Blst.FINAL_EXP.invokeExact(product, product);
    return (boolean) Blst.FP12_IS_ONE.invokeExact(product);
  }
}
