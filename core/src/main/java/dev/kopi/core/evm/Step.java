package dev.kopi.core.evm;

import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One operation as a {@link Tracer} sees it: the state before it, and its cost. The instance is
 * reused for the next step.
 */
public final class Step {
  private static final Bytes NOTHING = Bytes.EMPTY;

  int pc;
  int opcode;
  int depth;
  long gas;
  long gasCost;
  long refund;
  int memorySize;
  int memorySizeAfter;
  Address contract = Address.ZERO;
  Bytes memory = NOTHING;
  Bytes returnData = NOTHING;
  int wordsNeeded;
  @Nullable Halt halt;

  private long[] stack = new long[64];
  private int stackLongs;

  Step() {}

  void keepStack(long[] s, int from, int to) {
    stackLongs = to - from;
    if (stack.length < stackLongs) {
      stack = new long[Math.max(stackLongs, 2 * stack.length)];
    }
    System.arraycopy(s, from, stack, 0, stackLongs);
  }

  /** The stack's words, four longs each. */
  long[] words() {
    return stack;
  }

  /** The program counter. */
  public int pc() {
    return pc;
  }

  /** The opcode. */
  public int opcode() {
    return opcode;
  }

  /** The call depth; 1 in the outermost call. */
  public int depth() {
    return depth;
  }

  /** Gas before the operation. */
  public long gas() {
    return gas;
  }

  /** The gas cost of the operation, including the gas passed to a callee. */
  public long gasCost() {
    return gasCost;
  }

  /** The refund counter. */
  public long refund() {
    return refund;
  }

  /** The memory size in bytes. */
  public int memorySize() {
    return memorySize;
  }

  /** The memory size in bytes after the operation. */
  public int memorySizeAfter() {
    return memorySizeAfter;
  }

  /** The memory; empty unless the tracer requests it. */
  public Bytes memory() {
    return memory;
  }

  /** The return data of the last call. */
  public Bytes returnData() {
    return returnData;
  }

  /** The account whose storage the code uses. */
  public Address contract() {
    return contract;
  }

  /** Why the operation failed, or null. */
  public @Nullable Halt halt() {
    return halt;
  }

  /** How many stack words the operation needs. */
  public int wordsNeeded() {
    return wordsNeeded;
  }

  /** The stack height in words. */
  public int stackSize() {
    return stackLongs / 4;
  }

  /** A word of the stack; index 0 is the bottom. */
  public UInt256 stack(int index) {
    int at = 4 * index;
    return UInt256.ofWords(stack[at], stack[at + 1], stack[at + 2], stack[at + 3]);
  }

  @Override
  public String toString() {
    return pc + " " + Opcode.name(opcode) + " " + Arrays.toString(Arrays.copyOf(stack, stackLongs));
  }
}
