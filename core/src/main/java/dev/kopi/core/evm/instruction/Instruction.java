package dev.kopi.core.evm.instruction;

/**
 * The instructions of {@link dev.kopi.core.evm.AnalysedCode}: an int each, the low byte says which,
 * the other 24 bits are its argument. Most use the opcode of the operation; those below use
 * undefined opcodes, or stand for a family of operations.
 */
public final class Instruction {
  /** Continues with the next block. */
  public static final int NEXT = 0x0c;

  /** Jumps to the block whose position the next int holds. */
  public static final int JUMP_TO = 0x0d;

  /** As {@link #JUMP_TO}, when the word on top is not zero. */
  public static final int JUMPI_TO = 0x0e;

  /** Halts: the opcode is undefined. */
  public static final int UNDEFINED = 0x0f;

  /** Pushes the argument. */
  public static final int PUSH_SMALL = Opcode.PUSH1;

  /** Pushes the long that the next two ints hold. */
  public static final int PUSH_LONG = Opcode.PUSH1 + 1;

  /** Pushes the word with the argument's number among the constants. */
  public static final int PUSH_WORD = Opcode.PUSH1 + 2;

  /** Pushes a copy of the word that begins {@code argument} longs below the top's end. */
  public static final int DUP = Opcode.DUP1;

  /** Swaps the top with the word that begins {@code argument} longs below the top's begin. */
  public static final int SWAP = Opcode.SWAP1;

  /** Logs with as many topics as the argument says. */
  public static final int LOG = Opcode.LOG0;

  private Instruction() {}

  /** Whether an instruction ends a block. */
  public static boolean endsBlock(int instruction) {
    return switch (instruction & 0xff) {
      case NEXT,
          JUMP_TO,
          JUMPI_TO,
          UNDEFINED,
          Opcode.STOP,
          Opcode.RETURN,
          Opcode.REVERT,
          Opcode.SELFDESTRUCT,
          Opcode.JUMP,
          Opcode.JUMPI,
          Opcode.GAS,
          Opcode.SSTORE,
          Opcode.CREATE,
          Opcode.CREATE2,
          Opcode.CALL,
          Opcode.CALLCODE,
          Opcode.DELEGATECALL,
          Opcode.STATICCALL ->
          true;
      default -> false;
    };
  }
}
