package dev.kopi.core.evm;

import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.evm.word.Arithmetic;
import dev.kopi.core.evm.word.Bitwise;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.platform.WideMath;
import dev.kopi.core.primitives.Address;

/**
 * The runtime of {@link CompiledCode}: public access to the interpreter's operations, and helpers
 * on single longs. Words lie on the stack as in {@link Arithmetic}.
 */
public final class CompiledOperations {
  /** The frame ended by STOP or SELFDESTRUCT. */
  public static final int STOPPED = Interpreter.STOPPED;

  /** The frame ended by RETURN. */
  public static final int RETURNED = Interpreter.RETURNED;

  /** The frame ended by REVERT. */
  public static final int REVERTED = Interpreter.REVERTED;

  /** The frame failed. */
  public static final int HALTED = Interpreter.HALTED;

  /** The gas that a loop may spend between two looks at the cancellation. */
  public static final long SLICE_GAS = Interpreter.SLICE_GAS;

  private CompiledOperations() {}

  // The state of a frame.

  /** The array that holds the frame's stack. */
  public static long[] words(Evm evm, CallFrame f) {
    return evm.callStack.wordsFor(f);
  }

  /** Where the frame's words begin. */
  public static int base(CallFrame f) {
    return f.stackBase;
  }

  /** The end of the frame's words. */
  public static int top(CallFrame f) {
    return f.stackTop;
  }

  /** The block header at which the frame continues. */
  public static int position(CallFrame f) {
    return f.position;
  }

  /** The frame's gas. */
  public static long gas(CallFrame f) {
    return f.gas;
  }

  /** Stores gas and the end of the stack in the frame. */
  public static void leave(CallFrame f, int sp, long gas) {
    f.stackTop = sp;
    f.gas = gas;
  }

  /** Continues in the interpreter at a block header. */
  public static int interpret(Evm evm, CallFrame f, int sp, long gas, int position) {
    f.stackTop = sp;
    f.gas = gas;
    f.position = position;
    return Interpreter.run(evm, f);
  }

  /** Throws when the calls are cancelled. */
  public static void checkCancelled(Evm evm) {
    evm.cancellation.check();
  }

  /** Ends the frame because an operation left negative gas. */
  public static int halt(CallFrame f, long gas) {
    if (gas != Interpreter.HALT_SIGNAL) {
      f.gas = gas;
      f.halt = Halt.OUT_OF_GAS;
    }
    return Interpreter.HALTED;
  }

  /** Ends the frame at an undefined opcode. */
  public static int undefined(CallFrame f, long gas) {
    f.halt(Halt.INVALID_INSTRUCTION, gas);
    return Interpreter.HALTED;
  }

  /** The position of the block at a jump destination; −1 when the frame halts. */
  public static int destination(CallFrame f, long high, long destination, long gas) {
    int position = high == 0 ? f.code.blockAt(destination) : -1;
    if (position < 0) {
      f.halt(Halt.INVALID_JUMP, gas);
    }
    return position;
  }

  /** Begins a call or creation; the frame continues at {@code position}. */
  public static int call(
      Evm evm, CallFrame f, int opcode, long[] s, int sp, long gas, int position, int newTop) {
    long left =
        switch (opcode) {
          case Opcode.CALL -> CallOperations.call(evm, f, CallKind.CALL, s, sp, gas);
          case Opcode.CALLCODE -> CallOperations.call(evm, f, CallKind.CALLCODE, s, sp, gas);
          case Opcode.DELEGATECALL ->
              CallOperations.call(evm, f, CallKind.DELEGATECALL, s, sp, gas);
          case Opcode.STATICCALL -> CallOperations.call(evm, f, CallKind.STATICCALL, s, sp, gas);
          case Opcode.CREATE -> CallOperations.create(evm, f, CallKind.CREATE, s, sp, gas);
          default -> CallOperations.create(evm, f, CallKind.CREATE2, s, sp, gas);
        };
    if (left < 0) {
      return halt(f, left);
    }
    f.gas = left;
    f.position = position;
    f.stackTop = newTop;
    boolean creates = opcode == Opcode.CREATE || opcode == Opcode.CREATE2;
    return creates ? Interpreter.CREATES : Interpreter.CALLS;
  }

  // Operations on words of the stack.

  /** Puts a number on the stack. */
  public static void put(long[] s, int at, long value) {
    s[at] = 0;
    s[at + 1] = 0;
    s[at + 2] = 0;
    s[at + 3] = value;
  }

  /** Puts a word on the stack. */
  public static void put(long[] s, int at, long w0, long w1, long w2, long w3) {
    s[at] = w0;
    s[at + 1] = w1;
    s[at + 2] = w2;
    s[at + 3] = w3;
  }

  /** DIV. */
  public static void div(Evm evm, long[] s, int sp) {
    evm.division.div(s, sp);
  }

  /** SDIV. */
  public static void sdiv(Evm evm, long[] s, int sp) {
    evm.division.sdiv(s, sp);
  }

  /** MOD. */
  public static void mod(Evm evm, long[] s, int sp) {
    evm.division.mod(s, sp);
  }

  /** SMOD. */
  public static void smod(Evm evm, long[] s, int sp) {
    evm.division.smod(s, sp);
  }

  /** ADDMOD. */
  public static void addMod(Evm evm, long[] s, int sp) {
    evm.division.addMod(s, sp);
  }

  /** MULMOD. */
  public static void mulMod(Evm evm, long[] s, int sp) {
    evm.division.mulMod(s, sp);
  }

  /** EXP. */
  public static long exp(Evm evm, long[] s, int sp, long gas) {
    return evm.exp(s, sp, gas);
  }

  /** SIGNEXTEND. */
  public static void signExtend(long[] s, int sp) {
    Arithmetic.signExtend(s, sp);
  }

  /** BYTE. */
  public static void byteAt(long[] s, int sp) {
    Bitwise.byteAt(s, sp);
  }

  /** SHL. */
  public static void shl(long[] s, int sp) {
    Bitwise.shl(s, sp);
  }

  /** SHR. */
  public static void shr(long[] s, int sp) {
    Bitwise.shr(s, sp);
  }

  /** SAR. */
  public static void sar(long[] s, int sp) {
    Bitwise.sar(s, sp);
  }

  /** CLZ. */
  public static void clz(long[] s, int sp) {
    Bitwise.clz(s, sp);
  }

  /** MSTORE8. */
  public static long mstore8(CallFrame f, long[] s, int sp, long gas) {
    return MemoryOperations.mstore8(f.memory, s, sp, gas);
  }

  /** KECCAK256. */
  public static long keccak256(Evm evm, CallFrame f, long[] s, int sp, long gas) {
    return MemoryOperations.keccak256(evm, f.memory, s, sp, gas);
  }

  /** SLOAD. */
  public static long sload(Evm evm, CallFrame f, long[] s, int sp, long gas) {
    return StorageOperations.sload(evm, f, s, sp, gas);
  }

  /** SSTORE. */
  public static long sstore(Evm evm, CallFrame f, long[] s, int sp, long gas) {
    return StorageOperations.sstore(evm, f, s, sp, gas);
  }

  /** CALLDATALOAD. */
  public static void callDataLoad(CallFrame f, long[] s, int sp) {
    EnvironmentOperations.callDataLoad(f, s, sp);
  }

  /** RETURN and REVERT. */
  public static long output(CallFrame f, long[] s, int sp, long gas) {
    return MemoryOperations.output(f, s, sp, gas);
  }

  /** Every other operation. */
  public static long rare(Evm evm, CallFrame f, int instruction, long[] s, int sp, long gas) {
    return RareOperations.run(evm, f, instruction, s, sp, gas);
  }

  // Operations that return a long.

  /** CALLDATASIZE. */
  public static long callDataSize(CallFrame f) {
    return f.inputLength;
  }

  /** RETURNDATASIZE. */
  public static long returnDataSize(CallFrame f) {
    return f.returnDataLength;
  }

  /** MSIZE. */
  public static long memorySize(CallFrame f) {
    return f.memory.size;
  }

  /** CALLER. */
  public static Address caller(CallFrame f) {
    return f.caller;
  }

  /** ADDRESS. */
  public static Address address(CallFrame f) {
    return f.self.address();
  }

  /** The highest part of an address as it lies in a word. */
  public static long high(Address address) {
    return Integer.toUnsignedLong(address.high());
  }

  /** Expands the memory to cover a word at an offset; returns the gas left. */
  public static long reach(CallFrame f, long high, long offset, long gas) {
    Memory memory = f.memory;
    if (high == 0 && offset >= 0 && offset <= memory.size - 32L) {
      return gas;
    }
    return reachWord(memory, high, offset, gas);
  }

  private static long reachWord(Memory memory, long high, long offset, long gas) {
    boolean small = high == 0 && (offset & ~(Memory.ADDRESSABLE - 1)) == 0;
    return memory.reach(small ? offset + 32 : Long.MAX_VALUE, gas);
  }

  /** Reads eight bytes of expanded memory. */
  public static long load(CallFrame f, int at) {
    return BigEndian.getLong(f.memory.bytes, at);
  }

  /** Writes a word to expanded memory. */
  public static void store(CallFrame f, int at, long w0, long w1, long w2, long w3) {
    byte[] bytes = f.memory.bytes;
    BigEndian.putLong(bytes, at, w0);
    BigEndian.putLong(bytes, at + 8, w1);
    BigEndian.putLong(bytes, at + 16, w2);
    BigEndian.putLong(bytes, at + 24, w3);
  }

  /** 1 when x is below y, both unsigned, else 0. */
  public static long below(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }

  /** The carry of a + b (+ 1) = sum. */
  public static long carry(long a, long b, long sum) {
    return ((a & b) | ((a | b) & ~sum)) >>> 63;
  }

  /** The borrow of a − b (− 1) = difference. */
  public static long borrow(long a, long b, long difference) {
    return ((~a & b) | ((~a | b) & difference)) >>> 63;
  }

  /** 1 for 0, else 0. */
  public static long isZero(long x) {
    return x == 0 ? 1 : 0;
  }

  /** 1 when word a is below word b, both unsigned, else 0. */
  public static long below(long a0, long a1, long a2, long a3, long b0, long b1, long b2, long b3) {
    if (a0 != b0) {
      return below(a0, b0);
    }
    if (a1 != b1) {
      return below(a1, b1);
    }
    return a2 != b2 ? below(a2, b2) : below(a3, b3);
  }

  /** 1 when word a is below word b, both signed, else 0. */
  public static long signedBelow(
      long a0, long a1, long a2, long a3, long b0, long b1, long b2, long b3) {
    if (a0 != b0) {
      return a0 < b0 ? 1 : 0;
    }
    return below(a0, a1, a2, a3, b0, b1, b2, b3);
  }

  /** The high 64 bits of a product. */
  public static long multiplyHigh(long x, long y) {
    return WideMath.multiplyHigh(x, y);
  }
}
