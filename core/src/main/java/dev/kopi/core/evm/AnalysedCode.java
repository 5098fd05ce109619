package dev.kopi.core.evm;

import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Code cut into basic blocks, for one fork's instruction set. Immutable but for the {@link
 * CompiledCode} that may be attached to it.
 *
 * <p>A block begins at the code's start, at each JUMPDEST, and after each instruction that may jump
 * or that can see how much gas is left (GAS, SSTORE, calls, creations). It opens with a header of
 * {@value #HEADER} ints: the gas that all its operations cost at least, what the stack must hold
 * and may hold, and its place in the code. Checking both once for the whole block comes to the same
 * as checking at each operation: a frame that fails loses all gas and all changes, wherever in the
 * block it fails, and nothing within a block can see the gas.
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

  /** The gas that the interpreter has spent here, about: threads may race for it. */
  private long interpretedGas;

  private @Nullable CompiledCode compiled;

  private boolean offered;

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

  /** What runs in the interpreter's place, or null. */
  public @Nullable CompiledCode compiled() {
    return compiled;
  }

  /** Sets what runs in the interpreter's place from now on. */
  public void attach(CompiledCode translation) {
    compiled = translation;
  }

  /** Whether nobody has tried to compile the code: answers true once. */
  public boolean offerToCompiler() {
    boolean first = !offered;
    offered = true;
    return first;
  }

  /** How many words an operation takes, those included that it only looks at. */
  public int takes(int opcode) {
    return instructionSet.takes(opcode);
  }

  /** How many words are there afterwards in place of those taken. */
  public int leaves(int opcode) {
    return instructionSet.leaves(opcode);
  }

  /** Counts gas that the interpreter spent here; answers the sum, about. */
  long addInterpretedGas(long gas) {
    interpretedGas += gas;
    return interpretedGas;
  }

  /** The operations that the analysis holds for. */
  InstructionSet instructionSet() {
    return instructionSet;
  }

  /** Headers and instructions; only to be read. */
  public int[] instructions() {
    return instructions;
  }

  /** Words of four longs; only to be read. */
  public long[] constants() {
    return constants;
  }

  /** Where the block of the JUMPDEST at a place in the code begins; −1 when there is none. */
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
