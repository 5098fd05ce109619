package dev.kopi.core.cannon.code;

import dev.kopi.core.cannon.memory.PagedMemory;
import dev.kopi.core.platform.WideMath;

/** Operations that neither jump nor need a thread's identity, one at a time. */
public final class PlainOperations {
  private static final long LOW_32 = 0xffffffffL;

  private PlainOperations() {}

  /** Whether an operation is one of these. */
  public static boolean contains(int op) {
    return op > Op.BRANCH_NEVER && op < Op.LL || op == Op.SRAV_UNMASKED;
  }

  /**
   * Runs an operation.
   *
   * @return false when it divides by zero; nothing is changed then
   */
  public static boolean execute(
      int op, long[] regs, PagedMemory memory, long rs, long rt, int rd, int imm) {
    switch (op) {
      case Op.MTHI, Op.MTLO, Op.MULT, Op.MULTU, Op.DIV, Op.DIVU -> {
        return product(op, regs, rs, rt, rd);
      }
      case Op.DMULT, Op.DMULTU, Op.DDIV, Op.DDIVU -> {
        return product(op, regs, rs, rt, rd);
      }
      case Op.SB -> PartialWords.storeByte(memory, rs + imm, rt);
      case Op.SH -> PartialWords.storeHalf(memory, rs + imm, rt);
      case Op.SWL -> PartialWords.storeWordLeft(memory, rs + imm, rt);
      case Op.SW -> memory.set32(rs + imm, (int) rt);
      case Op.SWR -> PartialWords.storeWordRight(memory, rs + imm, rt);
      case Op.SD -> memory.set64(rs + imm, rt);
      case Op.SDL -> PartialWords.storeDoubleLeft(memory, rs + imm, rt);
      case Op.SDR -> PartialWords.storeDoubleRight(memory, rs + imm, rt);
      case Op.MOVZ -> regs[rd] = rt == 0 ? rs : regs[rd];
      case Op.MOVN -> regs[rd] = rt != 0 ? rs : regs[rd];
      default ->
          regs[rd] =
              Op.accessesMemory(op) ? load(op, memory, rs + imm, rt) : value(op, rs, rt, imm);
    }
    return true;
  }

  private static long value(int op, long rs, long rt, int imm) {
    return switch (op) {
      case Op.SLL -> (int) rt << imm;
      case Op.SRL -> (int) rt >>> imm;
      case Op.SRA -> (int) rt >> imm;
      case Op.SLLV -> (int) rt << (int) (rs & 31);
      case Op.SRLV -> (int) rt >>> (int) (rs & 31);
      case Op.SRAV -> (int) rt >> (int) (rs & 31);
      case Op.SRAV_UNMASKED -> PartialWords.shiftUnmasked(rt, rs);
      case Op.MOVE -> rs;
      case Op.DSLLV -> rt << (rs & 63);
      case Op.DSRLV -> rt >>> (rs & 63);
      case Op.DSRAV -> rt >> (rs & 63);
      case Op.ADDU -> (int) (rs + rt);
      case Op.SUBU -> (int) (rs - rt);
      case Op.AND -> rs & rt;
      case Op.OR -> rs | rt;
      case Op.XOR -> rs ^ rt;
      case Op.NOR -> ~(rs | rt);
      case Op.SLT -> rs < rt ? 1 : 0;
      case Op.SLTU -> rs + Long.MIN_VALUE < rt + Long.MIN_VALUE ? 1 : 0;
      case Op.DADDU -> rs + rt;
      case Op.DSUBU -> rs - rt;
      case Op.DSLL -> rt << imm;
      case Op.DSRL -> rt >>> imm;
      case Op.DSRA -> rt >> imm;
      case Op.ADDIU -> (int) rs + imm;
      case Op.SLTI -> rs < imm ? 1 : 0;
      case Op.SLTIU -> rs + Long.MIN_VALUE < imm + Long.MIN_VALUE ? 1 : 0;
      case Op.ANDI -> rs & imm;
      case Op.ORI -> rs | imm;
      case Op.XORI -> rs ^ imm;
      case Op.DADDIU -> rs + imm;
      case Op.LUI -> imm;
      case Op.MUL -> (int) rs * (int) rt;
      case Op.CLZ -> Integer.numberOfLeadingZeros((int) rs);
      case Op.CLO -> Integer.numberOfLeadingZeros(~(int) rs);
      case Op.DCLZ -> Long.numberOfLeadingZeros(rs);
      case Op.DCLO -> Long.numberOfLeadingZeros(~rs);
      default -> throw new IllegalArgumentException("operation " + op);
    };
  }

  private static long load(int op, PagedMemory memory, long address, long rt) {
    return switch (op) {
      case Op.LB -> PartialWords.loadByte(memory, address);
      case Op.LBU -> PartialWords.loadByteUnsigned(memory, address);
      case Op.LH -> PartialWords.loadHalf(memory, address);
      case Op.LHU -> PartialWords.loadHalfUnsigned(memory, address);
      case Op.LW -> memory.get32(address);
      case Op.LWU -> memory.get32(address) & LOW_32;
      case Op.LD -> memory.get64(address);
      case Op.LWL -> PartialWords.loadWordLeft(memory, address, rt);
      case Op.LWR -> PartialWords.loadWordRight(memory, address, rt);
      case Op.LDL -> PartialWords.loadDoubleLeft(memory, address, rt);
      case Op.LDR -> PartialWords.loadDoubleRight(memory, address, rt);
      default -> throw new IllegalArgumentException("operation " + op);
    };
  }

  /** Sets hi and lo, and the destination to zero; false on a division by zero. */
  private static boolean product(int op, long[] regs, long rs, long rt, int rd) {
    switch (op) {
      case Op.MTHI -> regs[Registers.HI] = rs;
      case Op.MTLO -> regs[Registers.LO] = rs;
      case Op.MULT -> setBoth(regs, (long) (int) rs * (int) rt);
      case Op.MULTU -> setBoth(regs, (rs & LOW_32) * (rt & LOW_32));
      case Op.DMULT -> {
        regs[Registers.HI] = WideMath.multiplyHighSigned(rs, rt);
        regs[Registers.LO] = rs * rt;
      }
      case Op.DMULTU -> {
        regs[Registers.HI] = WideMath.multiplyHigh(rs, rt);
        regs[Registers.LO] = rs * rt;
      }
      default -> {
        if (!divide(op, regs, rs, rt)) {
          return false;
        }
      }
    }
    regs[rd] = 0;
    return true;
  }

  private static boolean divide(int op, long[] regs, long rs, long rt) {
    boolean narrow = op == Op.DIV || op == Op.DIVU;
    if (narrow ? (int) rt == 0 : rt == 0) {
      return false;
    }
    switch (op) {
      case Op.DIV -> {
        regs[Registers.HI] = (int) rs % (int) rt;
        regs[Registers.LO] = (int) rs / (int) rt;
      }
      case Op.DIVU -> {
        regs[Registers.HI] = Integer.remainderUnsigned((int) rs, (int) rt);
        regs[Registers.LO] = Integer.divideUnsigned((int) rs, (int) rt);
      }
      case Op.DDIV -> {
        regs[Registers.HI] = rs % rt;
        regs[Registers.LO] = rs / rt;
      }
      default -> {
        regs[Registers.HI] = Long.remainderUnsigned(rs, rt);
        regs[Registers.LO] = Long.divideUnsigned(rs, rt);
      }
    }
    return true;
  }

  private static void setBoth(long[] regs, long product) {
    regs[Registers.HI] = (int) (product >> 32);
    regs[Registers.LO] = (int) product;
  }
}
