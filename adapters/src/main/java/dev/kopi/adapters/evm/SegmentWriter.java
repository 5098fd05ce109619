package dev.kopi.adapters.evm;

import static dev.kopi.adapters.evm.LimbWriter.EVM;
import static dev.kopi.adapters.evm.LimbWriter.FRAME;
import static dev.kopi.adapters.evm.LimbWriter.GAS;
import static dev.kopi.adapters.evm.LimbWriter.INT;
import static dev.kopi.adapters.evm.LimbWriter.LONG;
import static dev.kopi.adapters.evm.LimbWriter.LONGS;
import static dev.kopi.adapters.evm.LimbWriter.STACK;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.kopi.core.evm.AnalysedCode;
import dev.kopi.core.evm.CallFrame;
import dev.kopi.core.evm.Evm;
import dev.kopi.core.evm.instruction.Instruction;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.Address;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/**
 * Writes one segment's operations. Operations on words in locals are inlined; all others take their
 * operands from the EVM's stack and call the interpreter's implementation.
 */
final class SegmentWriter {
  static final ClassDesc EVM_TYPE = Evm.class.describeConstable().orElseThrow();
  static final ClassDesc FRAME_TYPE = CallFrame.class.describeConstable().orElseThrow();
  private static final ClassDesc ADDRESS = Address.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc OF_FRAME = MethodTypeDesc.of(LONG, FRAME_TYPE);
  private static final MethodTypeDesc ADDRESS_OF_FRAME = MethodTypeDesc.of(ADDRESS, FRAME_TYPE);

  private final AnalysedCode analysed;
  private final CodeBuilder code;
  private final LimbWriter limbs;
  private final WordWriter words;
  final SymbolicStack stack;
  private final MethodWriter method;

  SegmentWriter(AnalysedCode analysed, CodeBuilder code, MethodWriter method) {
    this.analysed = analysed;
    this.code = code;
    this.method = method;
    this.limbs = new LimbWriter(code);
    this.words = new WordWriter(limbs);
    this.stack = new SymbolicStack(limbs);
  }

  LimbWriter limbs() {
    return limbs;
  }

  /** Writes the operations between two places that do not end a block. */
  void write(int from, int to) {
    int[] instructions = analysed.instructions();
    for (int at = from; at < to; at += Segment.length(instructions[at])) {
      operation(instructions, at);
    }
  }

  private void operation(int[] instructions, int at) {
    int instruction = instructions[at];
    switch (instruction & 0xff) {
      case Instruction.PUSH_SMALL -> stack.push(Word.constant(instruction >>> 8));
      case Instruction.PUSH_LONG -> {
        long high = (long) instructions[at + 1] << 32;
        stack.push(Word.constant(high | Integer.toUnsignedLong(instructions[at + 2])));
      }
      case Instruction.PUSH_WORD -> stack.push(constant(4 * (instruction >>> 8)));
      case Instruction.DUP -> stack.push(stack.peek((instruction >>> 8) / 4));
      case Instruction.SWAP -> stack.swap((instruction >>> 8) / 4);
      case Opcode.POP -> stack.pop();
      case Opcode.ADD -> stack.push(words.add(stack.pop(), stack.pop()));
      case Opcode.SUB -> stack.push(words.subtract(stack.pop(), stack.pop()));
      case Opcode.MUL -> stack.push(words.multiply(stack.pop(), stack.pop()));
      case Opcode.AND -> stack.push(words.and(stack.pop(), stack.pop()));
      case Opcode.OR -> stack.push(words.or(stack.pop(), stack.pop()));
      case Opcode.XOR -> stack.push(words.xor(stack.pop(), stack.pop()));
      case Opcode.NOT -> stack.push(words.not(stack.pop()));
      case Opcode.EQ -> stack.push(words.equal(stack.pop(), stack.pop()));
      case Opcode.ISZERO -> stack.push(words.isZero(stack.pop()));
      case Opcode.LT -> compare(false, false);
      case Opcode.GT -> compare(true, false);
      case Opcode.SLT -> compare(false, true);
      case Opcode.SGT -> compare(true, true);
      case Opcode.SHL -> shift(WordWriter.Shift.LEFT, "shl");
      case Opcode.SHR -> shift(WordWriter.Shift.RIGHT, "shr");
      case Opcode.SAR -> shift(WordWriter.Shift.SIGNED_RIGHT, "sar");
      case Opcode.BYTE -> shift(WordWriter.Shift.BYTE, "byteAt");
      case Opcode.SIGNEXTEND -> shift(WordWriter.Shift.SIGN_EXTEND, "signExtend");
      case Opcode.CLZ -> onStack("clz", 1, 1);
      case Opcode.DIV -> divide("div", 2);
      case Opcode.SDIV -> divide("sdiv", 2);
      case Opcode.MOD -> divide("mod", 2);
      case Opcode.SMOD -> divide("smod", 2);
      case Opcode.ADDMOD -> divide("addMod", 3);
      case Opcode.MULMOD -> divide("mulMod", 3);
      case Opcode.EXP -> priced("exp", true, false, 2, 1);
      case Opcode.MLOAD -> load();
      case Opcode.MSTORE -> store();
      case Opcode.MSTORE8 -> priced("mstore8", false, true, 2, 0);
      case Opcode.KECCAK256 -> priced("keccak256", true, true, 2, 1);
      case Opcode.SLOAD -> priced("sload", true, true, 1, 1);
      case Opcode.CALLDATALOAD -> callDataLoad();
      case Opcode.CALLDATASIZE -> ofFrame("callDataSize");
      case Opcode.RETURNDATASIZE -> ofFrame("returnDataSize");
      case Opcode.MSIZE -> ofFrame("memorySize");
      case Opcode.CALLER -> address("caller");
      case Opcode.ADDRESS -> address("address");
      default -> rare(instruction);
    }
  }

  private Word constant(int at) {
    long[] constants = analysed.constants();
    return new Word(
        new Limb.Constant(constants[at]),
        new Limb.Constant(constants[at + 1]),
        new Limb.Constant(constants[at + 2]),
        new Limb.Constant(constants[at + 3]));
  }

  private void compare(boolean swapped, boolean signed) {
    Word a = stack.pop();
    Word b = stack.pop();
    stack.push(Word.small(swapped ? limbs.below(b, a, signed) : limbs.below(a, b, signed)));
  }

  private void shift(WordWriter.Shift shift, String name) {
    Word result = words.byKnown(stack.peek(1), stack.peek(2), shift);
    if (result == null) {
      onStack(name, 2, 1);
    } else {
      stack.drop(2);
      stack.push(result);
    }
  }

  /** Brings operands to the machine's stack, where an operation then leaves its results. */
  private void prepare(int takes, int leaves) {
    int bottom = stack.height() - takes;
    stack.flush(bottom, stack.height());
    stack.yield(bottom, Math.max(stack.height(), bottom + leaves));
  }

  private void finish(int takes, int leaves) {
    stack.drop(takes);
    stack.appear(leaves);
  }

  /** Puts the machine's stack and the place after its top on the JVM's stack. */
  private void pushStack() {
    code.aload(STACK);
    limbs.index(4 * stack.height());
  }

  private void onStack(String name, int takes, int leaves) {
    prepare(takes, leaves);
    pushStack();
    limbs.call(name, MethodTypeDesc.of(CD_void, LONGS, INT));
    finish(takes, leaves);
  }

  private void divide(String name, int takes) {
    prepare(takes, 1);
    code.aload(EVM);
    pushStack();
    limbs.call(name, MethodTypeDesc.of(CD_void, EVM_TYPE, LONGS, INT));
    finish(takes, 1);
  }

  /** An operation that returns the gas left. */
  void priced(String name, boolean needsEvm, boolean needsFrame, int takes, int leaves) {
    prepare(takes, leaves);
    if (needsEvm) {
      code.aload(EVM);
    }
    if (needsFrame) {
      code.aload(FRAME);
    }
    pushStack();
    code.lload(GAS);
    MethodTypeDesc type = MethodTypeDesc.of(LONG, LONGS, INT, LONG);
    if (needsFrame) {
      type = type.insertParameterTypes(0, FRAME_TYPE);
    }
    if (needsEvm) {
      type = type.insertParameterTypes(0, EVM_TYPE);
    }
    limbs.call(name, type);
    takeGas();
    finish(takes, leaves);
  }

  /** Takes the gas left off the JVM's stack and ends the frame when it is negative. */
  private void takeGas() {
    code.lstore(GAS).lload(GAS).lconst_0().lcmp();
    code.iflt(method.outOfGas());
  }

  void rare(int instruction) {
    int opcode = instruction & 0xff;
    int topics = instruction >>> 8;
    int takes = opcode == Instruction.LOG ? 2 + topics : analysed.takes(opcode);
    int leaves = opcode == Instruction.LOG ? 0 : analysed.leaves(opcode);
    prepare(takes, leaves);
    code.aload(EVM).aload(FRAME);
    limbs.pushInt(instruction);
    pushStack();
    code.lload(GAS);
    limbs.call("rare", MethodTypeDesc.of(LONG, EVM_TYPE, FRAME_TYPE, INT, LONGS, INT, LONG));
    takeGas();
    finish(takes, leaves);
  }

  private void callDataLoad() {
    prepare(1, 1);
    code.aload(FRAME);
    pushStack();
    limbs.call("callDataLoad", MethodTypeDesc.of(CD_void, FRAME_TYPE, LONGS, INT));
    finish(1, 1);
  }

  private void ofFrame(String name) {
    code.aload(FRAME);
    limbs.call(name, OF_FRAME);
    stack.push(Word.small(limbs.store()));
  }

  private void address(String name) {
    code.aload(FRAME);
    limbs.call(name, ADDRESS_OF_FRAME);
    code.dup();
    limbs.call("high", MethodTypeDesc.of(LONG, ADDRESS));
    Limb high = limbs.store();
    code.dup();
    code.invokevirtual(ADDRESS, "middle", MethodTypeDesc.of(LONG));
    Limb middle = limbs.store();
    code.invokevirtual(ADDRESS, "low", MethodTypeDesc.of(LONG));
    Limb low = limbs.store();
    stack.push(new Word(Limb.ZERO, high, middle, low));
  }

  /** Expands the memory to the word at an offset; returns its position as a limb. */
  private Limb reach(Word offset) {
    Limb high = limbs.high(offset);
    Limb low = limbs.settled(offset.w3());
    code.aload(FRAME);
    limbs.push(high);
    limbs.push(low);
    code.lload(GAS);
    limbs.call("reach", MethodTypeDesc.of(LONG, FRAME_TYPE, LONG, LONG, LONG));
    takeGas();
    return low;
  }

  private void load() {
    Limb at = reach(stack.pop());
    Limb[] loaded = new Limb[4];
    for (int i = 0; i < 4; i++) {
      code.aload(FRAME);
      limbs.pushInt(at);
      if (i > 0) {
        limbs.pushInt(8 * i);
        code.iadd();
      }
      limbs.call("load", MethodTypeDesc.of(LONG, FRAME_TYPE, INT));
      loaded[i] = limbs.store();
    }
    stack.push(new Word(loaded[0], loaded[1], loaded[2], loaded[3]));
  }

  private void store() {
    Word offset = stack.pop();
    Word value = stack.pop();
    Limb at = reach(offset);
    code.aload(FRAME);
    limbs.pushInt(at);
    limbs.push(value);
    limbs.call("store", MethodTypeDesc.of(CD_void, FRAME_TYPE, INT, LONG, LONG, LONG, LONG));
  }

  /** The limbs of a jump's operands, taken off: for use after the stack was flushed. */
  Word popSettled() {
    Word word = stack.pop();
    return new Word(
        limbs.settled(word.w0()),
        limbs.settled(word.w1()),
        limbs.settled(word.w2()),
        limbs.settled(word.w3()));
  }

  /** A limb that is zero when a word is. */
  Limb popCondition() {
    Word word = stack.pop();
    return limbs.settled(limbs.or(limbs.high(word), word.w3()));
  }

  /** The block that a known word jumps to; null when it is not known. */
  @Nullable Integer knownDestination(Word word) {
    long destination = word.smallConstant();
    int position = destination < 0 ? -1 : analysed.blockAt(destination);
    return position < 0 ? null : position;
  }
}
