package dev.kopi.core.evm;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One operation as a {@link Tracer} sees it: the machine's state before it, and what it cost. The
 * object is used again for the next step.
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

  /** The place in the code. */
  public int pc() {
    return pc;
  }

  /** The operation's byte. */
  public int opcode() {
    return opcode;
  }

  /** How many frames there are; 1 in the call from outside. */
  public int depth() {
    return depth;
  }

  /** Gas before the operation. */
  public long gas() {
    return gas;
  }

  /** What the operation costs, the gas given to a called frame included. */
  public long gasCost() {
    return gasCost;
  }

  /** Gas to be refunded so far. */
  public long refund() {
    return refund;
  }

  /** Bytes of memory in use. */
  public int memorySize() {
    return memorySize;
  }

  /** Bytes of memory in use after the operation. */
  public int memorySizeAfter() {
    return memorySizeAfter;
  }

  /** The memory; empty unless the tracer wants it. */
  public Bytes memory() {
    return memory;
  }

  /** What the last call returned. */
  public Bytes returnData() {
    return returnData;
  }

  /** Whose storage the code works on. */
  public Address contract() {
    return contract;
  }

  /** Why the operation failed, or null. */
  public @Nullable Halt halt() {
    return halt;
  }

  /** How many words the operation takes or looks at. */
  public int wordsNeeded() {
    return wordsNeeded;
  }

  /** How many words the stack has. */
  public int stackSize() {
    return stackLongs / 4;
  }

  /** A word of the stack, 0 being the lowest. */
  public UInt256 stack(int index) {
    int at = 4 * index;
    return UInt256.ofWords(stack[at], stack[at + 1], stack[at + 2], stack[at + 3]);
  }

  @Override
  public String toString() {
    return pc + " " + Opcode.name(opcode) + " " + Arrays.toString(Arrays.copyOf(stack, stackLongs));
  }
}
