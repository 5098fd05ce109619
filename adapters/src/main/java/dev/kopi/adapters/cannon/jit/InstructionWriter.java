package dev.kopi.adapters.cannon.jit;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.kopi.core.cannon.code.Decoder;
import dev.kopi.core.cannon.code.Op;
import dev.kopi.core.cannon.code.PartialWords;
import dev.kopi.core.cannon.code.Registers;
import dev.kopi.core.cannon.memory.PagedMemory;
import dev.kopi.core.platform.WideMath;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Writes instructions that do not jump. */
final class InstructionWriter {
  private static final int MEMORY = 2;
  private static final long LOW_32 = 0xffffffffL;

  private static final ClassDesc MEMORY_TYPE = PagedMemory.class.describeConstable().orElseThrow();
  private static final ClassDesc PARTS = PartialWords.class.describeConstable().orElseThrow();
  private static final ClassDesc WIDE = WideMath.class.describeConstable().orElseThrow();
  private static final ClassDesc LONG = Long.class.describeConstable().orElseThrow();
  private static final ClassDesc INTEGER = Integer.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc OF_TWO = MethodTypeDesc.of(CD_long, CD_long, CD_long);
  private static final MethodTypeDesc OF_TWO_INTS = MethodTypeDesc.of(CD_int, CD_int, CD_int);

  private final CodeBuilder code;
  private final RegisterLocals registers;

  InstructionWriter(CodeBuilder code, RegisterLocals registers) {
    this.code = code;
    this.registers = registers;
  }

  static boolean mayDivideByZero(long instruction) {
    return switch (Decoder.op(instruction)) {
      case Op.DIV, Op.DIVU, Op.DDIV, Op.DDIVU -> true;
      default -> false;
    };
  }

  /** Pushes 0 when the divisor is zero, else another int. */
  void pushIsZero(long instruction) {
    int op = Decoder.op(instruction);
    if (op == Op.DIV || op == Op.DIVU) {
      registers.pushInt(Decoder.rt(instruction));
    } else {
      registers.push(Decoder.rt(instruction));
      code.lconst_0().lcmp();
    }
  }

  /**
   * Writes an instruction.
   *
   * @return whether it leaves an int on the stack that is not 0 when compiled code was changed
   */
  boolean write(long instruction) {
    int op = Decoder.op(instruction);
    if (Op.isStore(op)) {
      store(op, instruction);
      return true;
    }
    int rd = Decoder.rd(instruction);
    if (op >= Op.MTHI && op <= Op.DDIVU) {
      product(op, instruction);
      code.lconst_0();
      registers.pop(rd);
      return false;
    }
    if (rd == Registers.DROPPED) {
      return false; // Nothing else changes.
    }
    if (op == Op.MOVZ || op == Op.MOVN) {
      conditionalMove(op, instruction);
      return false;
    }
    if (Op.accessesMemory(op)) {
      load(op, instruction);
    } else {
      value(op, instruction);
    }
    registers.pop(rd);
    return false;
  }

  private void conditionalMove(int op, long instruction) {
    Label not = code.newLabel();
    registers.push(Decoder.rt(instruction));
    code.lconst_0().lcmp();
    if (op == Op.MOVZ) {
      code.ifne(not);
    } else {
      code.ifeq(not);
    }
    registers.push(Decoder.rs(instruction));
    registers.pop(Decoder.rd(instruction));
    code.labelBinding(not);
  }

  private void value(int op, long instruction) {
    int rs = Decoder.rs(instruction);
    int rt = Decoder.rt(instruction);
    int imm = Decoder.immediate(instruction);
    switch (op) {
      case Op.SLL -> intShift(rt, imm).ishl().i2l();
      case Op.SRL -> intShift(rt, imm).iushr().i2l();
      case Op.SRA -> intShift(rt, imm).ishr().i2l();
      case Op.SLLV -> ints(rt, rs).ishl().i2l();
      case Op.SRLV -> ints(rt, rs).iushr().i2l();
      case Op.SRAV -> ints(rt, rs).ishr().i2l();
      case Op.MOVE -> registers.push(rs);
      case Op.DSLLV -> longShift(rt, rs).lshl();
      case Op.DSRLV -> longShift(rt, rs).lushr();
      case Op.DSRAV -> longShift(rt, rs).lshr();
      case Op.ADDU -> ints(rs, rt).iadd().i2l();
      case Op.SUBU -> ints(rs, rt).isub().i2l();
      case Op.MUL -> ints(rs, rt).imul().i2l();
      case Op.AND -> longs(rs, rt).land();
      case Op.OR -> longs(rs, rt).lor();
      case Op.XOR -> longs(rs, rt).lxor();
      case Op.NOR -> longs(rs, rt).lor().loadConstant(-1L).lxor();
      case Op.DADDU -> longs(rs, rt).ladd();
      case Op.DSUBU -> longs(rs, rt).lsub();
      case Op.SLT -> {
        longs(rs, rt).lcmp();
        isNegative();
      }
      case Op.SLTU -> {
        registers.push(rs);
        shifted();
        registers.push(rt);
        shifted().lcmp();
        isNegative();
      }
      case Op.SLTI -> {
        withImmediate(rs, imm).lcmp();
        isNegative();
      }
      case Op.SLTIU -> {
        registers.push(rs);
        shifted().loadConstant(imm + Long.MIN_VALUE).lcmp();
        isNegative();
      }
      case Op.DSLL -> fixedShift(rt, imm).lshl();
      case Op.DSRL -> fixedShift(rt, imm).lushr();
      case Op.DSRA -> fixedShift(rt, imm).lshr();
      case Op.ADDIU -> intShift(rs, imm).iadd().i2l();
      case Op.ANDI -> withImmediate(rs, imm).land();
      case Op.ORI -> withImmediate(rs, imm).lor();
      case Op.XORI -> withImmediate(rs, imm).lxor();
      case Op.DADDIU -> withImmediate(rs, imm).ladd();
      case Op.LUI -> code.loadConstant((long) imm);
      case Op.CLZ -> count(rs, false, false);
      case Op.CLO -> count(rs, false, true);
      case Op.DCLZ -> count(rs, true, false);
      case Op.DCLO -> count(rs, true, true);
      case Op.SRAV_UNMASKED -> {
        registers.push(rt);
        registers.push(rs);
        code.invokestatic(PARTS, "shiftUnmasked", OF_TWO);
      }
      default -> throw new IllegalArgumentException("operation " + op);
    }
  }

  private CodeBuilder intShift(int register, int amount) {
    registers.pushInt(register);
    return code.loadConstant(amount);
  }

  private CodeBuilder fixedShift(int register, int amount) {
    registers.push(register);
    return code.loadConstant(amount);
  }

  private CodeBuilder ints(int first, int second) {
    registers.pushInt(first);
    registers.pushInt(second);
    return code;
  }

  private CodeBuilder longShift(int register, int amount) {
    registers.push(register);
    registers.pushInt(amount);
    return code;
  }

  private CodeBuilder longs(int first, int second) {
    registers.push(first);
    registers.push(second);
    return code;
  }

  private CodeBuilder withImmediate(int register, int immediate) {
    registers.push(register);
    return code.loadConstant((long) immediate);
  }

  /** Makes a signed comparison an unsigned one. */
  private CodeBuilder shifted() {
    return code.loadConstant(Long.MIN_VALUE).ladd();
  }

  private void isNegative() {
    Label no = code.newLabel();
    Label known = code.newLabel();
    code.ifge(no).lconst_1().goto_(known).labelBinding(no).lconst_0().labelBinding(known);
  }

  private void count(int register, boolean wide, boolean ones) {
    registers.push(register);
    if (ones) {
      code.loadConstant(-1L).lxor();
    }
    if (!wide) {
      code.l2i();
    }
    code.invokestatic(
            wide ? LONG : INTEGER,
            "numberOfLeadingZeros",
            MethodTypeDesc.of(CD_int, wide ? CD_long : CD_int))
        .i2l();
  }

  private void product(int op, long instruction) {
    int rs = Decoder.rs(instruction);
    int rt = Decoder.rt(instruction);
    switch (op) {
      case Op.MTHI -> {
        registers.push(rs);
        registers.pop(Registers.HI);
      }
      case Op.MTLO -> {
        registers.push(rs);
        registers.pop(Registers.LO);
      }
      case Op.MULT -> {
        registers.pushInt(rs);
        code.i2l();
        registers.pushInt(rt);
        code.i2l().lmul();
        halves();
      }
      case Op.MULTU -> {
        registers.push(rs);
        code.loadConstant(LOW_32).land();
        registers.push(rt);
        code.loadConstant(LOW_32).land().lmul();
        halves();
      }
      case Op.DMULT -> wideProduct("multiplyHighSigned", rs, rt);
      case Op.DMULTU -> wideProduct("multiplyHigh", rs, rt);
      case Op.DIV -> {
        ints(rs, rt).irem().i2l();
        ints(rs, rt).idiv().i2l();
        setBoth();
      }
      case Op.DIVU -> {
        ints(rs, rt).invokestatic(INTEGER, "remainderUnsigned", OF_TWO_INTS).i2l();
        ints(rs, rt).invokestatic(INTEGER, "divideUnsigned", OF_TWO_INTS).i2l();
        setBoth();
      }
      case Op.DDIV -> {
        longs(rs, rt).lrem();
        longs(rs, rt).ldiv();
        setBoth();
      }
      default -> {
        longs(rs, rt).invokestatic(LONG, "remainderUnsigned", OF_TWO);
        longs(rs, rt).invokestatic(LONG, "divideUnsigned", OF_TWO);
        setBoth();
      }
    }
  }

  private void setBoth() {
    registers.pop(Registers.LO);
    registers.pop(Registers.HI);
  }

  private void halves() {
    code.dup2().loadConstant(32).lshr();
    registers.pop(Registers.HI);
    code.l2i().i2l();
    registers.pop(Registers.LO);
  }

  private void wideProduct(String high, int rs, int rt) {
    longs(rs, rt).invokestatic(WIDE, high, OF_TWO);
    longs(rs, rt).lmul();
    setBoth();
  }

  private void address(long instruction) {
    code.aload(MEMORY);
    registers.push(Decoder.rs(instruction));
    if (Decoder.immediate(instruction) != 0) {
      code.loadConstant((long) Decoder.immediate(instruction)).ladd();
    }
  }

  private void load(int op, long instruction) {
    address(instruction);
    switch (op) {
      case Op.LD -> code.invokevirtual(MEMORY_TYPE, "get64", MethodTypeDesc.of(CD_long, CD_long));
      case Op.LW -> word().i2l();
      case Op.LWU -> word().i2l().loadConstant(LOW_32).land();
      case Op.LB -> part("loadByte");
      case Op.LBU -> part("loadByteUnsigned");
      case Op.LH -> part("loadHalf");
      case Op.LHU -> part("loadHalfUnsigned");
      case Op.LWL -> mixed("loadWordLeft", instruction);
      case Op.LWR -> mixed("loadWordRight", instruction);
      case Op.LDL -> mixed("loadDoubleLeft", instruction);
      case Op.LDR -> mixed("loadDoubleRight", instruction);
      default -> throw new IllegalArgumentException("operation " + op);
    }
  }

  private CodeBuilder word() {
    return code.invokevirtual(MEMORY_TYPE, "get32", MethodTypeDesc.of(CD_int, CD_long));
  }

  private void part(String name) {
    code.invokestatic(PARTS, name, MethodTypeDesc.of(CD_long, MEMORY_TYPE, CD_long));
  }

  private void mixed(String name, long instruction) {
    registers.push(Decoder.rt(instruction));
    code.invokestatic(PARTS, name, MethodTypeDesc.of(CD_long, MEMORY_TYPE, CD_long, CD_long));
  }

  private void store(int op, long instruction) {
    address(instruction);
    int rt = Decoder.rt(instruction);
    switch (op) {
      case Op.SD -> {
        registers.push(rt);
        code.invokevirtual(MEMORY_TYPE, "set64", MethodTypeDesc.of(CD_boolean, CD_long, CD_long));
      }
      case Op.SW -> {
        registers.pushInt(rt);
        code.invokevirtual(MEMORY_TYPE, "set32", MethodTypeDesc.of(CD_boolean, CD_long, CD_int));
      }
      case Op.SB -> storePart("storeByte", rt);
      case Op.SH -> storePart("storeHalf", rt);
      case Op.SWL -> storePart("storeWordLeft", rt);
      case Op.SWR -> storePart("storeWordRight", rt);
      case Op.SDL -> storePart("storeDoubleLeft", rt);
      default -> storePart("storeDoubleRight", rt);
    }
  }

  private void storePart(String name, int rt) {
    registers.push(rt);
    code.invokestatic(PARTS, name, MethodTypeDesc.of(CD_boolean, MEMORY_TYPE, CD_long, CD_long));
  }
}
