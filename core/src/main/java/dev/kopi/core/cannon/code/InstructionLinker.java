package dev.kopi.core.cannon.code;

/** Decodes instructions into the interpreter's form: what often runs together becomes one. */
final class InstructionLinker {
  private final GuestCode code;

  InstructionLinker(GuestCode code) {
    this.code = code;
  }

  void link(GuestInstruction into, CodePage page) {
    int at = CodePage.place(into.pc);
    long decoded = code.decoded(into.pc);
    int op = Decoder.op(decoded);
    fill(into, decoded);
    if (op == Op.BRANCH_NEVER || PlainOperations.contains(op)) {
      plain(into, decoded, page, at);
    } else if (Op.isControl(op) && op != Op.BLTZAL && op != Op.BGEZAL) {
      control(into, op, page, at);
    } else {
      into.op = FastOp.SINGLE;
    }
  }

  private static void fill(GuestInstruction into, long decoded) {
    into.op = isNop(decoded) ? FastOp.NOP : fast(Decoder.op(decoded));
    into.other = (byte) Decoder.op(decoded);
    into.rs = (byte) Decoder.rs(decoded);
    into.rt = (byte) Decoder.rt(decoded);
    into.rd = (byte) Decoder.rd(decoded);
    into.immediate = Decoder.immediate(decoded);
  }

  /** Whether an operation changes nothing. */
  private static boolean isNop(long decoded) {
    int op = Decoder.op(decoded);
    return op == Op.BRANCH_NEVER
        || Decoder.rd(decoded) == Registers.DROPPED
            && PlainOperations.contains(op)
            && !Op.isStore(op)
            && !Op.isProduct(op);
  }

  private void plain(GuestInstruction into, long decoded, CodePage page, int at) {
    GuestInstruction next =
        at + 1 < CodePage.SIZE ? page.instruction(at + 1) : code.at(code.after(into.pc, 4));
    if (next.isUnknown()) {
      into.op = FastOp.SINGLE;
      return;
    }
    into.next = next;
    if (into.op == FastOp.LUI && at + 2 < CodePage.SIZE) {
      constant(into, page, at);
    } else if (Decoder.op(decoded) == Op.DMULTU
        && Decoder.rd(decoded) == Registers.DROPPED
        && at + 3 < CodePage.SIZE) {
      product(into, page, at);
    }
  }

  private void constant(GuestInstruction lui, CodePage page, int at) {
    long second = code.decoded(code.after(lui.pc, 4));
    if (Decoder.rs(second) != lui.rd || Decoder.rd(second) != lui.rd) {
      return;
    }
    int low = Decoder.immediate(second);
    long value;
    switch (Decoder.op(second)) {
      case Op.ORI -> value = lui.immediate | low;
      case Op.ADDIU -> value = lui.immediate + low;
      case Op.DADDIU -> value = (long) lui.immediate + low;
      default -> {
        return;
      }
    }
    if (value == (int) value) {
      lui.immediate = (int) value;
      lui.op = FastOp.CONSTANT;
      lui.next = page.instruction(at + 2);
    }
  }

  private void product(GuestInstruction multiply, CodePage page, int at) {
    long second = code.decoded(code.after(multiply.pc, 4));
    long third = code.decoded(code.after(multiply.pc, 8));
    int low = destination(second, third, Registers.LO);
    int high = destination(second, third, Registers.HI);
    if (low >= 0 && high >= 0 && low != high) {
      multiply.op = FastOp.PRODUCT;
      multiply.rd = (byte) low;
      multiply.immediate = high;
      multiply.next = page.instruction(at + 3);
    }
  }

  /** Where one of two moves puts a register, or -1. */
  private static int destination(long first, long second, int from) {
    if (Decoder.op(first) == Op.MOVE && Decoder.rs(first) == from) {
      return Decoder.rd(first);
    }
    return Decoder.op(second) == Op.MOVE && Decoder.rs(second) == from ? Decoder.rd(second) : -1;
  }

  private void control(GuestInstruction into, int op, CodePage page, int at) {
    long slotAddress = code.after(into.pc, 4);
    if (at + 1 == CodePage.SIZE) {
      into.op = FastOp.SINGLE;
      return;
    }
    long slot = code.decoded(slotAddress);
    if (!PlainOperations.contains(Decoder.op(slot))) {
      into.op = FastOp.SINGLE;
    } else if (isNop(slot) && at + 2 < CodePage.SIZE) {
      into.op = withNop(op);
      into.next = page.instruction(at + 2);
    } else {
      GuestInstruction copy = new GuestInstruction(slotAddress);
      fill(copy, slot);
      copy.next = GuestInstruction.GO;
      into.slot = copy;
      into.next = page.instruction(at + 1);
    }
  }

  private static int withNop(int op) {
    return switch (op) {
      case Op.J -> FastOp.J_NOP;
      case Op.JAL -> FastOp.JAL_NOP;
      case Op.JR -> FastOp.JR_NOP;
      case Op.JALR -> FastOp.JALR_NOP;
      case Op.BEQ -> FastOp.BEQ_NOP;
      case Op.BNE -> FastOp.BNE_NOP;
      case Op.BLEZ -> FastOp.BLEZ_NOP;
      case Op.BGTZ -> FastOp.BGTZ_NOP;
      case Op.BLTZ -> FastOp.BLTZ_NOP;
      default -> FastOp.BGEZ_NOP;
    };
  }

  private static int fast(int op) {
    return switch (op) {
      case Op.J -> FastOp.J;
      case Op.JAL -> FastOp.JAL;
      case Op.JR -> FastOp.JR;
      case Op.JALR -> FastOp.JALR;
      case Op.BEQ -> FastOp.BEQ;
      case Op.BNE -> FastOp.BNE;
      case Op.BLEZ -> FastOp.BLEZ;
      case Op.BGTZ -> FastOp.BGTZ;
      case Op.BLTZ -> FastOp.BLTZ;
      case Op.BGEZ -> FastOp.BGEZ;
      case Op.LD -> FastOp.LD;
      case Op.DADDU -> FastOp.DADDU;
      case Op.SD -> FastOp.SD;
      case Op.DADDIU -> FastOp.DADDIU;
      case Op.MOVE -> FastOp.MOVE;
      case Op.DSLL -> FastOp.DSLL;
      case Op.DSRL -> FastOp.DSRL;
      case Op.XOR -> FastOp.XOR;
      case Op.AND -> FastOp.AND;
      case Op.OR -> FastOp.OR;
      case Op.SLTU -> FastOp.SLTU;
      case Op.LBU -> FastOp.LBU;
      case Op.LUI -> FastOp.LUI;
      case Op.ANDI -> FastOp.ANDI;
      case Op.LW -> FastOp.LW;
      case Op.SW -> FastOp.SW;
      case Op.ADDU -> FastOp.ADDU;
      case Op.ADDIU -> FastOp.ADDIU;
      case Op.LWU -> FastOp.LWU;
      case Op.SB -> FastOp.SB;
      case Op.SLL -> FastOp.SLL;
      case Op.SRL -> FastOp.SRL;
      case Op.ORI -> FastOp.ORI;
      case Op.NOR -> FastOp.NOR;
      case Op.SLTI -> FastOp.SLTI;
      case Op.DSUBU -> FastOp.DSUBU;
      case Op.XORI -> FastOp.XORI;
      case Op.SUBU -> FastOp.SUBU;
      case Op.SLTIU -> FastOp.SLTIU;
      case Op.SLT -> FastOp.SLT;
      case Op.DSRA -> FastOp.DSRA;
      default -> FastOp.OTHER;
    };
  }
}
