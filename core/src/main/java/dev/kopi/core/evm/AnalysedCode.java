package dev.kopi.core.evm;

import dev.kopi.core.evm.instruction.InstructionSet;
import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Code cut into basic blocks, for one fork's instruction set. Immutable but for counters, which are
 * exact when one thread runs it, and for the {@link CompiledCode} that any thread may attach to it.
 *
 * <p>A block begins at the code's start, at each JUMPDEST, and after each instruction that may jump
 * or that can see how much gas is left (GAS, SSTORE, calls, creations). It opens with a header of
 * {@value #HEADER} ints: the gas that all its operations cost at least, what the stack must hold
 * and may hold, and its place in the code. Checking both once per block is equivalent to checking
 * at each operation: a frame that fails loses all gas and all changes, wherever in the block it
 * fails, and nothing within a block can see the gas.
 */
public final class AnalysedCode {
  /** Ints of a block's header. */
  public static final int HEADER = 3;

  private final Bytes code;
  private final InstructionSet instructionSet;
  private final int[] instructions;
  private final long[] constants;
  private final long[] jumpDestinations;
  private final int[] rank;
  private final int[] blockOfDestination;

  // Only a compiler's cache looks at them, and it belongs to one thread.
  private long interpretedGas;
  private boolean offered;

  /** Written by the compiler's thread: the volatile write publishes the translation. */
  private volatile @Nullable CompiledCode compiled;

  AnalysedCode(
      Bytes code,
      InstructionSet instructionSet,
      int[] instructions,
      long[] constants,
      long[] jumpDestinations,
      int[] rank,
      int[] blockOfDestination) {
    this.code = code;
    this.instructionSet = instructionSet;
    this.instructions = instructions;
    this.constants = constants;
    this.jumpDestinations = jumpDestinations;
    this.rank = rank;
    this.blockOfDestination = blockOfDestination;
  }

  /** The code itself. */
  public Bytes code() {
    return code;
  }

  /** About how many bytes of memory the analysis takes, the code included. */
  public long footprintBytes() {
    return 128L
        + code.size()
        + 4L * (instructions.length + rank.length + blockOfDestination.length)
        + 8L * (constants.length + jumpDestinations.length);
  }

  /** The compiled code that replaces the interpreter, or null. */
  public @Nullable CompiledCode compiled() {
    return compiled;
  }

  /** Sets the compiled code that replaces the interpreter from now on. For any thread. */
  public void attach(CompiledCode translation) {
    compiled = translation;
  }

  /** Whether the code was not offered to the compiler before; returns true once. */
  public boolean offerToCompiler() {
    boolean first = !offered;
    offered = true;
    return first;
  }

  /** How many stack words an operation needs, including those that it only reads. */
  public int takes(int opcode) {
    return instructionSet.takes(opcode);
  }

  /** How many stack words it leaves in their place. */
  public int leaves(int opcode) {
    return instructionSet.leaves(opcode);
  }

  /** Adds gas that the interpreter spent here; returns the sum. */
  long addInterpretedGas(long gas) {
    interpretedGas += gas;
    return interpretedGas;
  }

  /** The instruction set that the analysis is for. */
  InstructionSet instructionSet() {
    return instructionSet;
  }

  /** Block headers and instructions; not to be modified. */
  public int[] instructions() {
    return instructions;
  }

  /** PUSH constants, four longs each; not to be modified. */
  public long[] constants() {
    return constants;
  }

  /** The position of the block that begins at a JUMPDEST; −1 when the destination is invalid. */
  public int blockAt(long destination) {
    if (Long.compareUnsigned(destination, code.size()) >= 0) {
      return -1;
    }
    int at = (int) destination;
    long bits = jumpDestinations[at >>> 6];
    if ((bits >>> at & 1) == 0) {
      return -1;
    }
    long before = bits & ((1L << at) - 1);
    return blockOfDestination[rank[at >>> 6] + Long.bitCount(before)];
  }
}
