package dev.kopi.adapters.evm;

import static dev.kopi.adapters.evm.LimbWriter.BASE;
import static dev.kopi.adapters.evm.LimbWriter.BLOCK;
import static dev.kopi.adapters.evm.LimbWriter.BLOCKS;
import static dev.kopi.adapters.evm.LimbWriter.EVM;
import static dev.kopi.adapters.evm.LimbWriter.FLOOR;
import static dev.kopi.adapters.evm.LimbWriter.FRAME;
import static dev.kopi.adapters.evm.LimbWriter.GAS;
import static dev.kopi.adapters.evm.LimbWriter.INT;
import static dev.kopi.adapters.evm.LimbWriter.LONG;
import static dev.kopi.adapters.evm.LimbWriter.LONGS;
import static dev.kopi.adapters.evm.LimbWriter.SP;
import static dev.kopi.adapters.evm.LimbWriter.STACK;
import static dev.kopi.adapters.evm.SegmentWriter.EVM_TYPE;
import static dev.kopi.adapters.evm.SegmentWriter.FRAME_TYPE;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.kopi.core.evm.AnalysedCode;
import dev.kopi.core.evm.CompiledOperations;
import dev.kopi.core.evm.instruction.Instruction;
import dev.kopi.core.evm.instruction.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a method for a run of consecutive segments. The method returns the number of the next
 * segment when that is in another method, or the complement of the frame's result. Between segments
 * all words are on the EVM's stack.
 */
final class MethodWriter {
  /**
   * The frame, its stack, which segment begins at a block's header, where to begin, top and gas.
   */
  static final MethodTypeDesc TYPE =
      MethodTypeDesc.of(INT, EVM_TYPE, FRAME_TYPE, LONGS, INT.arrayType(), INT, INT, LONG);

  /** As many longs as a frame's stack may hold. */
  private static final int FULL = 4096;

  private final AnalysedCode analysed;
  private final int[] segmentAt;
  private final List<Segment> segments;
  private final CodeBuilder code;
  private final Label[] labels;
  private final Label dispatch;
  private final Label elsewhere;
  private final Label interpret;
  private final Label pause;
  private final Label outOfGas;
  private final Label halted;

  /** What a segment jumps to when its header's check fails. */
  private record Stub(Label label, int position) {}

  private final List<Stub> stubs = new ArrayList<>();

  /** Where jumps go when a slice of gas is used up, each with the number of its segment. */
  private final List<Stub> pauses = new ArrayList<>();

  /** The number of the segment that is being written. */
  private int current;

  MethodWriter(AnalysedCode analysed, int[] segmentAt, List<Segment> segments, CodeBuilder code) {
    this.analysed = analysed;
    this.segmentAt = segmentAt;
    this.segments = segments;
    this.code = code;
    this.labels = new Label[segments.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = code.newLabel();
    }
    this.dispatch = code.newLabel();
    this.elsewhere = code.newLabel();
    this.interpret = code.newLabel();
    this.pause = code.newLabel();
    this.outOfGas = code.newLabel();
    this.halted = code.newLabel();
  }

  Label outOfGas() {
    return outOfGas;
  }

  /** Writes all of it. */
  void write() {
    code.aload(FRAME);
    code.invokestatic(LimbWriter.OPERATIONS, "base", MethodTypeDesc.of(INT, FRAME_TYPE));
    code.istore(BASE);
    beginSlice();
    code.labelBinding(dispatch);
    List<SwitchCase> cases = new ArrayList<>();
    int first = segments.getFirst().number();
    for (int i = 0; i < labels.length; i++) {
      cases.add(SwitchCase.of(first + i, labels[i]));
    }
    code.iload(BLOCK);
    code.tableswitch(first, first + labels.length - 1, elsewhere, cases);
    for (Segment segment : segments) {
      code.labelBinding(labels[segment.number() - first]);
      write(segment);
    }
    // Past the last segment.
    code.loadConstant(first + labels.length).istore(BLOCK);
    code.labelBinding(elsewhere);
    code.aload(FRAME).iload(SP).lload(GAS);
    call("leave", MethodTypeDesc.of(CD_void, FRAME_TYPE, INT, LONG));
    code.iload(BLOCK).ireturn();
    for (Stub stub : stubs) {
      code.labelBinding(stub.label());
      code.loadConstant(stub.position()).istore(BLOCK).goto_(interpret);
    }
    for (Stub one : pauses) {
      code.labelBinding(one.label());
      code.loadConstant(one.position()).istore(BLOCK).goto_(pause);
    }
    code.labelBinding(pause);
    code.aload(EVM);
    call("checkCancelled", MethodTypeDesc.of(CD_void, EVM_TYPE));
    beginSlice();
    code.goto_(dispatch);
    code.labelBinding(interpret);
    code.aload(EVM).aload(FRAME).iload(SP).lload(GAS).iload(BLOCK);
    call("interpret", MethodTypeDesc.of(INT, EVM_TYPE, FRAME_TYPE, INT, LONG, INT));
    returnComplement();
    code.labelBinding(outOfGas);
    code.aload(FRAME).lload(GAS);
    call("halt", MethodTypeDesc.of(INT, FRAME_TYPE, LONG));
    code.labelBinding(halted);
    returnComplement();
  }

  private void call(String name, MethodTypeDesc type) {
    code.invokestatic(LimbWriter.OPERATIONS, name, type);
  }

  private void returnComplement() {
    code.iconst_m1().ixor().ireturn();
  }

  private void write(Segment segment) {
    current = segment.number();
    int[] instructions = analysed.instructions();
    int last = segment.from();
    for (int at = last; at < segment.to(); at += Segment.length(instructions[at])) {
      last = at;
    }
    int end = instructions[last];
    int opcode = end & 0xff;
    if (segment.header() >= 0) {
      if (opcode == Instruction.UNDEFINED || opcode == Opcode.REVERT) {
        // Failure is rare: the interpreter handles it.
        code.loadConstant(segment.header()).istore(BLOCK).goto_(interpret);
        return;
      }
      header(segment.header());
    }
    SegmentWriter writer = new SegmentWriter(analysed, code, this);
    if (!Instruction.endsBlock(end)) {
      writer.write(segment.from(), segment.to());
      settle(writer);
      return;
    }
    writer.write(segment.from(), last);
    end(segment, writer, last);
  }

  /** Writes the checks that a block begins with. */
  private void header(int header) {
    int[] instructions = analysed.instructions();
    int gas = instructions[header];
    int bounds = instructions[header + 1];
    int needed = bounds & 0xffff;
    int most = bounds >> 16;
    Label failed = code.newLabel();
    stubs.add(new Stub(failed, header));
    if (gas > 0) {
      code.lload(GAS).loadConstant((long) gas).lcmp().iflt(failed);
    }
    if (needed > 0) {
      code.iload(SP).iload(BASE).isub().loadConstant(needed).if_icmplt(failed);
    }
    if (most < FULL) {
      code.iload(SP).iload(BASE).isub().loadConstant(most).if_icmpgt(failed);
    }
    if (gas > 0) {
      code.lload(GAS).loadConstant((long) gas).lsub().lstore(GAS);
    }
  }

  /** Flushes all words to the EVM's stack, and moves its end. */
  private void settle(SegmentWriter writer) {
    writer.stack.flush();
    int moved = 4 * writer.stack.height();
    if (moved != 0) {
      code.iload(SP).loadConstant(moved).iadd().istore(SP);
    }
  }

  private void end(Segment segment, SegmentWriter writer, int at) {
    int[] instructions = analysed.instructions();
    int opcode = instructions[at] & 0xff;
    switch (opcode) {
      case Instruction.NEXT -> settle(writer);
      case Instruction.JUMP_TO -> {
        settle(writer);
        jump(instructions[at + 1]);
      }
      case Instruction.JUMPI_TO -> {
        Limb condition = writer.popCondition();
        settle(writer);
        Label skip = skipUnless(writer, condition);
        jump(instructions[at + 1]);
        code.labelBinding(skip);
      }
      case Opcode.JUMP -> dynamicJump(writer, writer.popSettled());
      case Opcode.JUMPI -> {
        Word destination = writer.popSettled();
        Limb condition = writer.popCondition();
        writer.stack.flush();
        int moved = 4 * writer.stack.height();
        code.iload(SP).loadConstant(moved).iadd().istore(SP);
        Label skip = skipUnless(writer, condition);
        jumpTo(writer, destination);
        code.labelBinding(skip);
      }
      case Opcode.GAS -> {
        code.lload(GAS);
        writer.stack.push(Word.small(writer.limbs().store()));
        settle(writer);
      }
      case Opcode.SSTORE -> {
        writer.priced("sstore", true, true, 2, 0);
        settle(writer);
      }
      case Opcode.STOP -> leave(CompiledOperations.STOPPED);
      case Opcode.SELFDESTRUCT -> {
        writer.rare(instructions[at]);
        leave(CompiledOperations.STOPPED);
      }
      case Opcode.RETURN, Opcode.REVERT -> {
        writer.priced("output", false, true, 2, 0);
        leave(opcode == Opcode.RETURN ? CompiledOperations.RETURNED : CompiledOperations.REVERTED);
      }
      case Instruction.UNDEFINED -> {
        code.aload(FRAME).lload(GAS);
        call("undefined", MethodTypeDesc.of(INT, FRAME_TYPE, LONG));
        code.goto_(halted);
      }
      default -> {
        writer.stack.flush();
        int top = writer.stack.height();
        code.aload(EVM).aload(FRAME).loadConstant(opcode).aload(STACK);
        writer.limbs().index(4 * top);
        code.lload(GAS).loadConstant(segment.to());
        writer.limbs().index(4 * (top - analysed.takes(opcode)));
        call("call", MethodTypeDesc.of(INT, EVM_TYPE, FRAME_TYPE, INT, LONGS, INT, LONG, INT, INT));
        returnComplement();
      }
    }
  }

  /** Jumps over what follows when the condition is zero. */
  private Label skipUnless(SegmentWriter writer, Limb condition) {
    Label skip = code.newLabel();
    writer.limbs().push(condition);
    code.lconst_0().lcmp().ifeq(skip);
    return skip;
  }

  /** Ends the frame. */
  private void leave(int how) {
    code.aload(FRAME).iload(SP).lload(GAS);
    call("leave", MethodTypeDesc.of(CD_void, FRAME_TYPE, INT, LONG));
    code.loadConstant(~how).ireturn();
  }

  /** Goes to the block whose header lies at a position; the stack is settled. */
  private void jump(int position) {
    int target = segmentAt[position];
    int index = target - segments.getFirst().number();
    if (target <= current) {
      Label pause = code.newLabel();
      pauses.add(new Stub(pause, target));
      pauseBelowFloor(pause);
    }
    if (index >= 0 && index < labels.length) {
      code.goto_(labels[index]);
    } else {
      code.loadConstant(target).istore(BLOCK).goto_(elsewhere);
    }
  }

  /** Written into each loop, which has a jump backwards or a dynamic one: bounds its slices. */
  private void pauseBelowFloor(Label pause) {
    code.lload(GAS).lload(FLOOR).lcmp().iflt(pause);
  }

  /** Begins a slice of gas, after which the cancellation is looked at. */
  private void beginSlice() {
    code.lload(GAS).loadConstant(CompiledOperations.SLICE_GAS).lsub().lstore(FLOOR);
  }

  private void dynamicJump(SegmentWriter writer, Word destination) {
    settle(writer);
    jumpTo(writer, destination);
  }

  private void jumpTo(SegmentWriter writer, Word destination) {
    Integer known = writer.knownDestination(destination);
    if (known != null) {
      jump(known);
      return;
    }
    LimbWriter limbs = writer.limbs();
    Limb high = limbs.high(destination);
    code.aload(FRAME);
    limbs.push(high);
    limbs.push(destination.w3());
    code.lload(GAS);
    call("destination", MethodTypeDesc.of(INT, FRAME_TYPE, LONG, LONG, LONG));
    code.istore(BLOCK);
    code.loadConstant(CompiledOperations.HALTED).iload(BLOCK).iflt(halted).pop();
    code.aload(BLOCKS).iload(BLOCK).iaload().istore(BLOCK);
    pauseBelowFloor(pause);
    code.goto_(dispatch);
  }
}
