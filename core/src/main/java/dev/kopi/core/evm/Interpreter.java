package dev.kopi.core.evm;

import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.instruction.Instruction;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.evm.word.Arithmetic;
import dev.kopi.core.evm.word.Bitwise;
import dev.kopi.core.evm.word.WordMultiplication;

/**
 * Runs a frame's code until it ends or calls another frame. The loop is kept small enough for the
 * just-in-time compiler: operations are methods of their own, and it decides which to inline.
 *
 * <p>{@code sp} is the end of the top word in the stack, a word being four longs. An operation that
 * depends on gas returns the gas left: negative when out of gas, {@link #HALT_SIGNAL} when the
 * frame halts for another reason, recorded in the frame.
 */
final class Interpreter {
  /** Returned as gas left when the frame has recorded the reason of its halt. */
  static final long HALT_SIGNAL = Long.MIN_VALUE;

  /** The gas that is spent between two looks at the cancellation: some milliseconds. */
  static final long SLICE_GAS = 500_000;

  // How a run ends.
  static final int STOPPED = 0;
  static final int RETURNED = 1;
  static final int REVERTED = 2;
  static final int HALTED = 3;
  static final int CALLS = 4;
  static final int CREATES = 5;

  private Interpreter() {}

  /** Runs until the frame ends or calls. */
  static int run(Evm evm, CallFrame f) {
    int[] code = f.code.instructions();
    long[] s = evm.callStack.wordsFor(f);
    Memory memory = f.memory;
    int base = f.stackBase;
    int sp = f.stackTop;
    int ip = f.position;
    long gas = f.gas;
    long floor = floor(gas);
    blocks:
    for (; ; ) {
      if (evm.stepping) {
        evm.step(f, code[ip + 2], sp, gas);
      }
      int height = sp - base;
      int bounds = code[ip + 1];
      gas -= code[ip];
      if (gas < floor || height < (bounds & 0xffff) || height > bounds >> 16) {
        if (gas < 0 || height < (bounds & 0xffff) || height > bounds >> 16) {
          f.stackTop = sp;
          f.position = ip;
          return haltAtBlock(f, gas, height, bounds);
        }
        evm.cancellation.check();
        floor = floor(gas);
      }
      ip += AnalysedCode.HEADER;
      for (; ; ) {
        int instruction = code[ip++];
        switch (instruction & 0xff) {
          case Opcode.ADD -> {
            Arithmetic.add(s, sp);
            sp -= 4;
          }
          case Opcode.MUL -> {
            WordMultiplication.mul(s, sp);
            sp -= 4;
          }
          case Opcode.SUB -> {
            Arithmetic.sub(s, sp);
            sp -= 4;
          }
          case Opcode.DIV -> {
            evm.division.div(s, sp);
            sp -= 4;
          }
          case Opcode.SDIV -> {
            evm.division.sdiv(s, sp);
            sp -= 4;
          }
          case Opcode.MOD -> {
            evm.division.mod(s, sp);
            sp -= 4;
          }
          case Opcode.SMOD -> {
            evm.division.smod(s, sp);
            sp -= 4;
          }
          case Opcode.ADDMOD -> {
            evm.division.addMod(s, sp);
            sp -= 8;
          }
          case Opcode.MULMOD -> {
            evm.division.mulMod(s, sp);
            sp -= 8;
          }
          case Opcode.EXP -> {
            gas = evm.exp(s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            sp -= 4;
          }
          case Opcode.SIGNEXTEND -> {
            Arithmetic.signExtend(s, sp);
            sp -= 4;
          }
          case Opcode.LT -> {
            Arithmetic.lt(s, sp);
            sp -= 4;
          }
          case Opcode.GT -> {
            Arithmetic.gt(s, sp);
            sp -= 4;
          }
          case Opcode.SLT -> {
            Arithmetic.slt(s, sp);
            sp -= 4;
          }
          case Opcode.SGT -> {
            Arithmetic.sgt(s, sp);
            sp -= 4;
          }
          case Opcode.EQ -> {
            Arithmetic.eq(s, sp);
            sp -= 4;
          }
          case Opcode.ISZERO -> Arithmetic.isZero(s, sp);
          case Opcode.AND -> {
            Bitwise.and(s, sp);
            sp -= 4;
          }
          case Opcode.OR -> {
            Bitwise.or(s, sp);
            sp -= 4;
          }
          case Opcode.XOR -> {
            Bitwise.xor(s, sp);
            sp -= 4;
          }
          case Opcode.NOT -> Bitwise.not(s, sp);
          case Opcode.BYTE -> {
            Bitwise.byteAt(s, sp);
            sp -= 4;
          }
          case Opcode.SHL -> {
            Bitwise.shl(s, sp);
            sp -= 4;
          }
          case Opcode.SHR -> {
            Bitwise.shr(s, sp);
            sp -= 4;
          }
          case Opcode.SAR -> {
            Bitwise.sar(s, sp);
            sp -= 4;
          }
          case Opcode.CLZ -> Bitwise.clz(s, sp);
          case Opcode.POP -> sp -= 4;
          case Instruction.PUSH_SMALL -> {
            s[sp] = 0;
            s[sp + 1] = 0;
            s[sp + 2] = 0;
            s[sp + 3] = instruction >>> 8;
            sp += 4;
          }
          case Instruction.PUSH_LONG -> {
            s[sp] = 0;
            s[sp + 1] = 0;
            s[sp + 2] = 0;
            s[sp + 3] = (long) code[ip] << 32 | code[ip + 1] & 0xffffffffL;
            ip += 2;
            sp += 4;
          }
          case Instruction.PUSH_WORD -> {
            long[] constants = f.code.constants();
            int at = 4 * (instruction >>> 8);
            s[sp] = constants[at];
            s[sp + 1] = constants[at + 1];
            s[sp + 2] = constants[at + 2];
            s[sp + 3] = constants[at + 3];
            sp += 4;
          }
          case Instruction.DUP -> {
            int at = sp - (instruction >>> 8);
            s[sp] = s[at];
            s[sp + 1] = s[at + 1];
            s[sp + 2] = s[at + 2];
            s[sp + 3] = s[at + 3];
            sp += 4;
          }
          case Instruction.SWAP -> {
            int top = sp - 4;
            int at = top - (instruction >>> 8);
            long w0 = s[at];
            long w1 = s[at + 1];
            long w2 = s[at + 2];
            long w3 = s[at + 3];
            s[at] = s[top];
            s[at + 1] = s[top + 1];
            s[at + 2] = s[top + 2];
            s[at + 3] = s[top + 3];
            s[top] = w0;
            s[top + 1] = w1;
            s[top + 2] = w2;
            s[top + 3] = w3;
          }
          case Opcode.MLOAD -> {
            gas = MemoryOperations.mload(memory, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
          }
          case Opcode.MSTORE -> {
            gas = MemoryOperations.mstore(memory, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            sp -= 8;
          }
          case Opcode.MSTORE8 -> {
            gas = MemoryOperations.mstore8(memory, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            sp -= 8;
          }
          case Opcode.KECCAK256 -> {
            gas = MemoryOperations.keccak256(evm, memory, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            sp -= 4;
          }
          case Opcode.SLOAD -> {
            gas = StorageOperations.sload(evm, f, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
          }
          case Opcode.SSTORE -> {
            gas = StorageOperations.sstore(evm, f, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            sp -= 8;
            continue blocks;
          }
          case Instruction.NEXT -> {
            continue blocks;
          }
          case Instruction.JUMP_TO -> {
            ip = code[ip];
            continue blocks;
          }
          case Instruction.JUMPI_TO -> {
            sp -= 4;
            ip = (s[sp] | s[sp + 1] | s[sp + 2] | s[sp + 3]) != 0 ? code[ip] : ip + 1;
            continue blocks;
          }
          case Opcode.JUMP -> {
            sp -= 4;
            ip = destination(f.code, s, sp);
            if (ip < 0) {
              gas = f.halt(Halt.INVALID_JUMP, gas);
              break blocks;
            }
            continue blocks;
          }
          case Opcode.JUMPI -> {
            sp -= 8;
            if ((s[sp] | s[sp + 1] | s[sp + 2] | s[sp + 3]) != 0) {
              ip = destination(f.code, s, sp + 4);
              if (ip < 0) {
                gas = f.halt(Halt.INVALID_JUMP, gas);
                break blocks;
              }
            }
            continue blocks;
          }
          case Opcode.GAS -> {
            EnvironmentOperations.push(s, sp, gas);
            sp += 4;
            continue blocks;
          }
          case Opcode.STOP -> {
            f.gas = gas;
            return STOPPED;
          }
          case Opcode.RETURN, Opcode.REVERT -> {
            gas = MemoryOperations.output(f, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            f.gas = gas;
            return (instruction & 0xff) == Opcode.RETURN ? RETURNED : REVERTED;
          }
          case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL -> {
            int opcode = instruction & 0xff;
            gas = CallOperations.call(evm, f, kind(opcode), s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            f.gas = gas;
            f.position = ip;
            f.stackTop = sp - (opcode == Opcode.CALL || opcode == Opcode.CALLCODE ? 28 : 24);
            return CALLS;
          }
          case Opcode.CREATE, Opcode.CREATE2 -> {
            boolean salted = (instruction & 0xff) == Opcode.CREATE2;
            CallKind kind = salted ? CallKind.CREATE2 : CallKind.CREATE;
            gas = CallOperations.create(evm, f, kind, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            f.gas = gas;
            f.position = ip;
            f.stackTop = sp - (salted ? 16 : 12);
            return CREATES;
          }
          case Instruction.UNDEFINED -> {
            f.haltOpcode = instruction >>> 8;
            gas = f.halt(Halt.INVALID_INSTRUCTION, gas);
            break blocks;
          }
          default -> {
            gas = RareOperations.run(evm, f, instruction, s, sp, gas);
            if (gas < 0) {
              break blocks;
            }
            if (instruction == Opcode.SELFDESTRUCT) {
              f.gas = gas;
              return STOPPED;
            }
            sp += RareOperations.movesStack(instruction);
          }
        }
      }
    }
    f.stackTop = sp;
    if (gas == HALT_SIGNAL) {
      gas = f.gas;
    } else {
      f.gas = gas;
      f.halt = Halt.OUT_OF_GAS;
    }
    return HALTED;
  }

  /** The gas at which a slice ends that begins with so much. */
  private static long floor(long gas) {
    return Math.max(0, gas - SLICE_GAS);
  }

  private static int destination(AnalysedCode code, long[] s, int at) {
    return (s[at] | s[at + 1] | s[at + 2]) == 0 ? code.blockAt(s[at + 3]) : -1;
  }

  private static CallKind kind(int opcode) {
    return switch (opcode) {
      case Opcode.CALL -> CallKind.CALL;
      case Opcode.CALLCODE -> CallKind.CALLCODE;
      case Opcode.DELEGATECALL -> CallKind.DELEGATECALL;
      default -> CallKind.STATICCALL;
    };
  }

  private static int haltAtBlock(CallFrame f, long gas, int height, int bounds) {
    f.gas = gas;
    if (height < (bounds & 0xffff)) {
      f.halt = Halt.STACK_UNDERFLOW;
    } else if (height > bounds >> 16) {
      f.halt = Halt.STACK_OVERFLOW;
    } else {
      f.halt = Halt.OUT_OF_GAS;
    }
    return HALTED;
  }
}
