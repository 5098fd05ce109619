package dev.kopi.core.evm;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.platform.WideMath;
import dev.kopi.core.primitives.Address;

/**
 * What {@link CompiledCode} calls: the interpreter's own operations, opened to code of another
 * package, and small ones on single longs that compiled code is put together from. Words lie on the
 * stack as in {@link Arithmetic}.
 */
public final class CompiledOperations {
  /** The frame ended by STOP or SELFDESTRUCT. */
  public static final int STOPPED = Interpreter.STOPPED;

  /** The frame ended by RETURN. */
  public static final int RETURNED = Interpreter.RETURNED;

  /** The frame ended by REVERT. */
  public static final int REVERTED = Interpreter.REVERTED;

  /** The frame failed. */
  public static final int HALTED = Interpreter.HALT;

  private CompiledOperations() {}

  // Where a frame stands.

  /** The array that holds the frame's stack. */
  public static long[] words(Evm evm, Frame f) {
    return evm.callStack.wordsFor(f);
  }

  /** Where the frame's words begin. */
  public static int base(Frame f) {
    return f.stackBase;
  }

  /** The end of the frame's words. */
  public static int top(Frame f) {
    return f.stackTop;
  }

  /** The block's header at which the frame goes on. */
  public static int position(Frame f) {
    return f.position;
  }

  /** The frame's gas. */
  public static long gas(Frame f) {
    return f.gas;
  }

  /** Puts gas and the stack's end into the frame. */
  public static void leave(Frame f, int sp, long gas) {
    f.stackTop = sp;
    f.gas = gas;
  }

  /** Lets the interpreter go on at a block's header. */
  public static int interpret(Evm evm, Frame f, int sp, long gas, int position) {
    f.stackTop = sp;
    f.gas = gas;
    f.position = position;
    return Interpreter.run(evm, f);
  }

  /** Ends the frame because an operation left negative gas. */
  public static int halt(Frame f, long gas) {
    if (gas != Interpreter.HALTED) {
      f.gas = gas;
      f.halt = Halt.OUT_OF_GAS;
    }
    return Interpreter.HALT;
  }

  /** Ends the frame at a byte that is no operation. */
  public static int undefined(Frame f, long gas) {
    f.halt(Halt.INVALID_INSTRUCTION, gas);
    return Interpreter.HALT;
  }

  /** Where the block of a jump's destination begins; −1 when the frame halts. */
  public static int destination(Frame f, long high, long destination, long gas) {
    int position = high == 0 ? f.code.blockAt(destination) : -1;
    if (position < 0) {
      f.halt(Halt.INVALID_JUMP, gas);
    }
    return position;
  }

  /** Begins a call or creation; the frame goes on at {@code position}. */
  public static int call(
      Evm evm, Frame f, int opcode, long[] s, int sp, long gas, int position, int newTop) {
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
  public static long mstore8(Frame f, long[] s, int sp, long gas) {
    return MemoryOperations.mstore8(f.memory, s, sp, gas);
  }

  /** KECCAK256. */
  public static long keccak256(Evm evm, Frame f, long[] s, int sp, long gas) {
    return MemoryOperations.keccak256(evm, f.memory, s, sp, gas);
  }

  /** SLOAD. */
  public static long sload(Evm evm, Frame f, long[] s, int sp, long gas) {
    return StorageOperations.sload(evm, f, s, sp, gas);
  }

  /** SSTORE. */
  public static long sstore(Evm evm, Frame f, long[] s, int sp, long gas) {
    return StorageOperations.sstore(evm, f, s, sp, gas);
  }

  /** CALLDATALOAD. */
  public static void callDataLoad(Frame f, long[] s, int sp) {
    Environment.callDataLoad(f, s, sp);
  }

  /** RETURN and REVERT. */
  public static long output(Frame f, long[] s, int sp, long gas) {
    return MemoryOperations.output(f, s, sp, gas);
  }

  /** Every other operation. */
  public static long rare(Evm evm, Frame f, int instruction, long[] s, int sp, long gas) {
    return RareOperations.run(evm, f, instruction, s, sp, gas);
  }

  // Operations that answer a long.

  /** CALLDATASIZE. */
  public static long callDataSize(Frame f) {
    return f.inputLength;
  }

  /** RETURNDATASIZE. */
  public static long returnDataSize(Frame f) {
    return f.returnDataLength;
  }

  /** MSIZE. */
  public static long memorySize(Frame f) {
    return f.memory.size;
  }

  /** CALLER. */
  public static Address caller(Frame f) {
    return f.caller;
  }

  /** ADDRESS. */
  public static Address address(Frame f) {
    return f.self.address();
  }

  /** The highest part of an address as it lies in a word. */
  public static long high(Address address) {
    return Integer.toUnsignedLong(address.high());
  }

  /** Makes the memory reach over a word at an offset; answers the gas left. */
  public static long reach(Frame f, long high, long offset, long gas) {
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

  /** Eight bytes of memory that is there. */
  public static long load(Frame f, int at) {
    return BigEndian.getLong(f.memory.bytes, at);
  }

  /** Writes a word to memory that is there. */
  public static void store(Frame f, int at, long w0, long w1, long w2, long w3) {
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

  /** What a + b (+ 1) = sum carries. */
  public static long carry(long a, long b, long sum) {
    return ((a & b) | ((a | b) & ~sum)) >>> 63;
  }

  /** What a − b (− 1) = difference borrows. */
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
