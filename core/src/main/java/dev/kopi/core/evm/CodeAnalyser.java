package dev.kopi.core.evm;

import dev.kopi.core.evm.instruction.Instruction;
import dev.kopi.core.evm.instruction.InstructionSet;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.Bytes;
import java.util.Arrays;

/** Splits code into basic blocks. */
final class CodeAnalyser {
  /** A block's gas is kept in an int: a longer one is cut in two. */
  private static final int MOST_BLOCK_GAS = 1 << 30;

  private static final int MOST_WORDS = EvmRules.MAX_DEPTH;
  private static final int SMALL = 1 << 24;

  private final byte[] code;
  private final InstructionSet set;

  /** Whether each operation is a block of its own, as tracing needs it. */
  private final boolean single;

  private final long[] destinations;
  private final int[] rank;
  private final int[] blockOfDestination;
  private int destinationsSeen;

  private int[] out;
  private int size;
  private long[] constants = new long[16];
  private int constantCount;

  /** Positions in {@link #out} that hold the index of a destination until all blocks are known. */
  private int[] jumps = new int[16];

  private int jumpCount;

  // The block that is being written.
  private boolean open;
  private int header;
  private int gas;
  private int height;
  private int required;
  private int growth;

  private CodeAnalyser(byte[] code, InstructionSet set, boolean single) {
    this.code = code;
    this.set = set;
    this.single = single;
    this.destinations = new long[(code.length >>> 6) + 1];
    this.rank = new int[destinations.length];
    this.blockOfDestination = new int[findDestinations()];
    this.out = new int[code.length + code.length / 2 + 16];
  }

  /** Splits code into maximal blocks. */
  static AnalysedCode analyse(Bytes code, InstructionSet set) {
    return new CodeAnalyser(code.unsafeArray(), set, false).run(code);
  }

  /** Makes each operation a block of its own. */
  static AnalysedCode analyseSingly(Bytes code, InstructionSet set) {
    return new CodeAnalyser(code.unsafeArray(), set, true).run(code);
  }

  private int findDestinations() {
    byte[] bytes = code;
    int count = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte opcode = bytes[at];
      if (opcode >= Opcode.PUSH1) { // as a signed byte, PUSH1 to PUSH32 are the largest
        at += opcode - Opcode.PUSH1 + 1;
      } else if (opcode == Opcode.JUMPDEST) {
        destinations[at >>> 6] |= 1L << at;
        count++;
      }
    }
    int sum = 0;
    for (int i = 0; i < rank.length; i++) {
      rank[i] = sum;
      sum += Long.bitCount(destinations[i]);
    }
    return count;
  }

  private AnalysedCode run(Bytes whole) {
    begin(0);
    int at = 0;
    while (at < code.length) {
      int opcode = code[at] & 0xff;
      if (opcode >= Opcode.PUSH1 && opcode <= Opcode.PUSH32) {
        at = push(opcode, at);
      } else if (opcode == Opcode.JUMPDEST) {
        destination(at);
        at++;
      } else {
        if (open) {
          operation(opcode, at);
        }
        at++;
      }
    }
    if (open) {
      emit(Opcode.STOP);
      end();
    }
    for (int i = 0; i < jumpCount; i++) {
      out[jumps[i]] = blockOfDestination[out[jumps[i]]];
    }
    return new AnalysedCode(
        whole,
        set,
        Arrays.copyOf(out, size),
        Arrays.copyOf(constants, constantCount),
        destinations,
        rank,
        blockOfDestination);
  }

  /** Begins a block at a JUMPDEST. */
  private void destination(int at) {
    if (open && gas > 0) {
      emit(Instruction.NEXT);
      end();
    } else if (open) {
      size = header; // the open block is empty
    }
    begin(at);
    blockOfDestination[destinationsSeen++] = header;
    account(Opcode.JUMPDEST);
    next(at + 1);
  }

  /** Whether execution may continue after the last operation of a block. */
  private static boolean goesOn(int opcode) {
    return switch (opcode) {
      case Opcode.STOP, Opcode.RETURN, Opcode.REVERT, Opcode.SELFDESTRUCT, Opcode.JUMP -> false;
      default -> true;
    };
  }

  /** Writes an operation without data. */
  private void operation(int opcode, int at) {
    if (!set.isDefined(opcode)) {
      emit(Instruction.UNDEFINED | opcode << 8);
      end();
      return;
    }
    account(opcode);
    if (Instruction.endsBlock(opcode)) {
      emit(opcode);
      end();
      if (goesOn(opcode)) {
        begin(at + 1);
      }
      return;
    }
    switch (opcode) {
      case Opcode.PC -> constant(0, 0, 0, at);
      case Opcode.CODESIZE -> constant(0, 0, 0, code.length);
      case Opcode.PUSH0 -> emit(Instruction.PUSH_SMALL);
      default -> emit(withArgument(opcode));
    }
    next(at + 1);
  }

  /** Maps a family of operations to one instruction with an argument. */
  private static int withArgument(int opcode) {
    if (opcode >= Opcode.DUP1 && opcode <= Opcode.DUP16) {
      return Instruction.DUP | (4 * (opcode - Opcode.DUP1 + 1)) << 8;
    }
    if (opcode >= Opcode.SWAP1 && opcode <= Opcode.SWAP16) {
      return Instruction.SWAP | (4 * (opcode - Opcode.SWAP1 + 1)) << 8;
    }
    if (opcode >= Opcode.LOG0 && opcode <= Opcode.LOG4) {
      return Instruction.LOG | (opcode - Opcode.LOG0) << 8;
    }
    return opcode;
  }

  /** Ends the block after an operation where that is needed. */
  private void next(int after) {
    if (single || gas > MOST_BLOCK_GAS) {
      emit(Instruction.NEXT);
      end();
      begin(after);
    }
  }

  /**
   * Writes a push, fused with a jump that follows it. Returns the position of the next operation.
   */
  private int push(int opcode, int at) {
    int length = opcode - Opcode.PUSH1 + 1;
    int after = at + 1 + length;
    if (!open) {
      return after;
    }
    account(opcode);
    long w3 = word(at, length, 0);
    long w2 = length > 8 ? word(at, length, 8) : 0;
    long w1 = length > 16 ? word(at, length, 16) : 0;
    long w0 = length > 24 ? word(at, length, 24) : 0;
    if (!single && after < code.length && (w0 | w1 | w2) == 0) {
      int following = code[after] & 0xff;
      int number = destinationNumber(w3);
      if (number >= 0 && (following == Opcode.JUMP || following == Opcode.JUMPI)) {
        jump(following, number, after + 1);
        return after + 1;
      }
    }
    constant(w0, w1, w2, w3);
    next(after);
    return after;
  }

  /** Writes a jump to a known destination. */
  private void jump(int opcode, int number, int after) {
    account(opcode);
    emit(opcode == Opcode.JUMP ? Instruction.JUMP_TO : Instruction.JUMPI_TO);
    if (jumpCount == jumps.length) {
      jumps = Arrays.copyOf(jumps, 2 * jumpCount);
    }
    jumps[jumpCount++] = size;
    emit(number);
    end();
    if (opcode == Opcode.JUMPI) {
      begin(after);
    }
  }

  /** Eight bytes of a push's data, {@code skip} bytes before its end; zeros beyond the code. */
  private long word(int at, int length, int skip) {
    long word = 0;
    for (int i = Math.max(0, length - skip - 8); i < length - skip; i++) {
      int from = at + 1 + i;
      word = word << 8 | (from < code.length ? code[from] & 0xff : 0);
    }
    return word;
  }

  private int destinationNumber(long destination) {
    if (Long.compareUnsigned(destination, code.length) >= 0) {
      return -1;
    }
    int at = (int) destination;
    long bits = destinations[at >>> 6];
    if ((bits >>> at & 1) == 0) {
      return -1;
    }
    return rank[at >>> 6] + Long.bitCount(bits & ((1L << at) - 1));
  }

  private void constant(long w0, long w1, long w2, long w3) {
    if ((w0 | w1 | w2) != 0) {
      if (constantCount + 4 > constants.length) {
        constants = Arrays.copyOf(constants, 2 * constants.length);
      }
      emit(Instruction.PUSH_WORD | constantCount / 4 << 8);
      constants[constantCount++] = w0;
      constants[constantCount++] = w1;
      constants[constantCount++] = w2;
      constants[constantCount++] = w3;
    } else if (Long.compareUnsigned(w3, SMALL) < 0) {
      emit(Instruction.PUSH_SMALL | (int) w3 << 8);
    } else {
      emit(Instruction.PUSH_LONG);
      emit((int) (w3 >>> 32));
      emit((int) w3);
    }
  }

  private void begin(int at) {
    open = true;
    header = size;
    gas = 0;
    height = 0;
    required = 0;
    growth = 0;
    emit(0);
    emit(0);
    emit(at);
  }

  private void end() {
    open = false;
    out[header] = gas;
    int needed = 4 * Math.min(required, MOST_WORDS + 1);
    int most = Math.max(4 * (MOST_WORDS - growth), -1);
    out[header + 1] = most << 16 | needed;
  }

  private void account(int opcode) {
    gas += set.gas(opcode);
    required = Math.max(required, set.takes(opcode) - height);
    height += set.leaves(opcode) - set.takes(opcode);
    growth = Math.max(growth, height);
  }

  private void emit(int value) {
    if (size == out.length) {
      out = Arrays.copyOf(out, 2 * size);
    }
    out[size++] = value;
  }
}
