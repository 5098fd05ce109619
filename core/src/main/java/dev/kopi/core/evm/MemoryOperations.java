package dev.kopi.core.evm;

import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;

/**
 * Operations on memory, and those that copy into it. They return the gas left, negative when out of
 * gas.
 */
final class MemoryOperations {
  private MemoryOperations() {}

  static long mload(Memory memory, long[] s, int sp, long gas) {
    long left = gas;
    long offset = s[sp - 1];
    if ((s[sp - 4] | s[sp - 3] | s[sp - 2]) != 0 || offset < 0 || offset > memory.size - 32L) {
      left = memory.reach(Memory.endOf(s, sp - 4, 32), gas);
      if (left < 0) {
        return left;
      }
    }
    byte[] bytes = memory.bytes;
    int at = (int) offset;
    s[sp - 4] = BigEndian.getLong(bytes, at);
    s[sp - 3] = BigEndian.getLong(bytes, at + 8);
    s[sp - 2] = BigEndian.getLong(bytes, at + 16);
    s[sp - 1] = BigEndian.getLong(bytes, at + 24);
    return left;
  }

  static long mstore(Memory memory, long[] s, int sp, long gas) {
    long left = gas;
    long offset = s[sp - 1];
    if ((s[sp - 4] | s[sp - 3] | s[sp - 2]) != 0 || offset < 0 || offset > memory.size - 32L) {
      left = memory.reach(Memory.endOf(s, sp - 4, 32), gas);
      if (left < 0) {
        return left;
      }
    }
    byte[] bytes = memory.bytes;
    int at = (int) offset;
    BigEndian.putLong(bytes, at, s[sp - 8]);
    BigEndian.putLong(bytes, at + 8, s[sp - 7]);
    BigEndian.putLong(bytes, at + 16, s[sp - 6]);
    BigEndian.putLong(bytes, at + 24, s[sp - 5]);
    return left;
  }

  static long mstore8(Memory memory, long[] s, int sp, long gas) {
    long left = memory.reach(Memory.endOf(s, sp - 4, 1), gas);
    if (left >= 0) {
      memory.bytes[(int) s[sp - 1]] = (byte) s[sp - 5];
    }
    return left;
  }

  /** From top: destination, source, length (EIP-5656). */
  static long mcopy(Memory memory, long[] s, int sp, long gas) {
    long length = s[sp - 9];
    long end = Math.max(Memory.end(s, sp - 4, sp - 12), Memory.end(s, sp - 8, sp - 12));
    long left = memory.reach(end, gas) - copyCost(end, length, EvmRules.COPY_WORD);
    if (left >= 0 && length != 0) {
      System.arraycopy(memory.bytes, (int) s[sp - 5], memory.bytes, (int) s[sp - 1], (int) length);
    }
    return left;
  }

  /** From top: offset, length. */
  static long keccak256(Evm evm, Memory memory, long[] s, int sp, long gas) {
    long length = s[sp - 5];
    long end = Memory.end(s, sp - 4, sp - 8);
    long left = memory.reach(end, gas) - copyCost(end, length, EvmRules.KECCAK_WORD);
    if (left >= 0) {
      int offset = length == 0 ? 0 : (int) s[sp - 1];
      Hash hash = evm.keccak.update(memory.bytes, offset, (int) length).digest();
      s[sp - 8] = hash.word(0);
      s[sp - 7] = hash.word(1);
      s[sp - 6] = hash.word(2);
      s[sp - 5] = hash.word(3);
    }
    return left;
  }

  /**
   * Copies from {@code length} bytes of a source, zeros beyond. From top: destination, source,
   * length.
   */
  static long copy(Memory memory, byte[] source, int from, int length, long[] s, int sp, long gas) {
    long wanted = s[sp - 9];
    long end = Memory.end(s, sp - 4, sp - 12);
    long left = memory.reach(end, gas) - copyCost(end, wanted, EvmRules.COPY_WORD);
    if (left >= 0 && wanted != 0) {
      int to = (int) s[sp - 1];
      long skip = s[sp - 5];
      boolean within = (s[sp - 8] | s[sp - 7] | s[sp - 6]) == 0 && skip >= 0 && skip < length;
      int available = within ? (int) Math.min(wanted, length - skip) : 0;
      if (available > 0) {
        System.arraycopy(source, from + (int) skip, memory.bytes, to, available);
      }
      if (available < wanted) {
        Arrays.fill(memory.bytes, to + available, to + (int) wanted, (byte) 0);
      }
    }
    return left;
  }

  /** As {@link #copy}, but reading beyond the return data halts (EIP-211). */
  static long returnDataCopy(CallFrame f, long[] s, int sp, long gas) {
    long skip = s[sp - 5];
    long wanted = s[sp - 9];
    boolean small =
        (s[sp - 8] | s[sp - 7] | s[sp - 6] | s[sp - 12] | s[sp - 11] | s[sp - 10]) == 0
            && skip >= 0
            && skip <= f.returnDataLength
            && wanted >= 0
            && wanted <= f.returnDataLength - skip;
    if (!small) {
      // Gas is charged before the bounds check.
      long end = Memory.end(s, sp - 4, sp - 12);
      long left = f.memory.reach(end, gas) - copyCost(end, wanted, EvmRules.COPY_WORD);
      return left < 0 ? left : f.halt(Halt.RETURN_DATA_OUT_OF_BOUNDS, left);
    }
    return copy(f.memory, f.returnData, f.returnDataOffset, f.returnDataLength, s, sp, gas);
  }

  /** Records the output range of the frame. From top: offset, length. */
  static long output(CallFrame f, long[] s, int sp, long gas) {
    long left = f.memory.reach(Memory.end(s, sp - 4, sp - 8), gas);
    if (left >= 0) {
      f.outputLength = (int) s[sp - 5];
      f.outputOffset = f.outputLength == 0 ? 0 : (int) s[sp - 1];
    }
    return left;
  }

  /** The cost of copying per word; zero when the region is beyond any memory. */
  static long copyCost(long end, long length, int wordGas) {
    return end == Long.MAX_VALUE ? 0 : (length + 31 >>> 5) * wordGas;
  }
}
