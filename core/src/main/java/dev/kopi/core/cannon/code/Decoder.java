package dev.kopi.core.cannon.code;

/**
 * Decodes instructions into a form that is quick to run: the operation in bits 0–7, the registers
 * rs, rt and rd in 6 bits each from bit 8 on, and an immediate in bits 32–63 (sign-extended or not,
 * as the operation has it; a shift's amount; the target of a jump within its 256 MiB).
 *
 * <p>As destination, register 0 is replaced by a slot whose content nobody reads.
 *
 * @see <a
 *     href="https://specs.optimism.io/fault-proof/cannon-fault-proof-vm.html#general-instructions">
 *     General instructions</a>
 */
public final class Decoder {
  private static final int RS = 8;
  private static final int RT = 14;
  private static final int RD = 20;

  private final boolean wide;
  private final boolean countsDoublewords;
  private final boolean linksOnBranches;
  private final int srav;

  /** A decoder of a machine's instructions. */
  public Decoder(MipsFeatures set) {
    this.wide = set.wide();
    this.countsDoublewords = set.countsDoublewords();
    this.linksOnBranches = wide;
    this.srav = set.masksShifts() ? Op.SRAV : Op.SRAV_UNMASKED;
  }

  /** Whether registers have 64 bits. */
  public boolean isWide() {
    return wide;
  }

  /** The operation. */
  public static int op(long decoded) {
    return (int) decoded & 0xff;
  }

  /** The register rs. */
  public static int rs(long decoded) {
    return (int) (decoded >>> RS) & 63;
  }

  /** The register rt. */
  public static int rt(long decoded) {
    return (int) (decoded >>> RT) & 63;
  }

  /** The destination. */
  public static int rd(long decoded) {
    return (int) (decoded >>> RD) & 63;
  }

  /** The immediate. */
  public static int immediate(long decoded) {
    return (int) (decoded >> 32);
  }

  private static long pack(int op, int rs, int rt, int rd, int immediate) {
    return op | (long) rs << RS | (long) rt << RT | (long) rd << RD | (long) immediate << 32;
  }

  /** A branch to what follows its delay slot makes no difference. */
  private static long branch(int op, int rs, int rt, int offset) {
    return pack(offset == 4 ? Op.BRANCH_NEVER : op, rs, rt, 0, offset);
  }

  private static int destination(int register) {
    return register == 0 ? Registers.DROPPED : register;
  }

  /** Decodes an instruction. */
  public long decode(int instruction) {
    int opcode = instruction >>> 26;
    int rs = instruction >>> 21 & 31;
    int rt = instruction >>> 16 & 31;
    int rd = instruction >>> 11 & 31;
    int signed = (short) instruction;
    int unsigned = instruction & 0xffff;
    return switch (opcode) {
      case 0x00 -> special(instruction, rs, rt, destination(rd));
      case 0x01 -> regimm(rt, rs, signed << 2);
      case 0x02 -> pack(Op.J, 0, 0, 0, (instruction & 0x03ffffff) << 2);
      case 0x03 -> pack(Op.JAL, 0, 0, Registers.RA, (instruction & 0x03ffffff) << 2);
      case 0x04 -> branch(Op.BEQ, rs, rt, signed << 2);
      case 0x05 -> branch(Op.BNE, rs, rt, signed << 2);
      case 0x06 -> branch(Op.BLEZ, rs, 0, signed << 2);
      case 0x07 -> branch(Op.BGTZ, rs, 0, signed << 2);
      case 0x08, 0x09 -> pack(Op.ADDIU, rs, 0, destination(rt), signed);
      case 0x0a -> pack(Op.SLTI, rs, 0, destination(rt), signed);
      case 0x0b -> pack(Op.SLTIU, rs, 0, destination(rt), signed);
      case 0x0c -> pack(Op.ANDI, rs, 0, destination(rt), unsigned);
      case 0x0d -> pack(Op.ORI, rs, 0, destination(rt), unsigned);
      case 0x0e -> pack(Op.XORI, rs, 0, destination(rt), unsigned);
      case 0x0f -> pack(Op.LUI, 0, 0, destination(rt), instruction << 16);
      case 0x18, 0x19 -> wide(Op.DADDIU, rs, 0, destination(rt), signed);
      case 0x1c -> special2(instruction, rs, rt, destination(rd));
      case 0x1a -> wide(Op.LDL, rs, rt, destination(rt), signed);
      case 0x1b -> wide(Op.LDR, rs, rt, destination(rt), signed);
      case 0x20 -> pack(Op.LB, rs, 0, destination(rt), signed);
      case 0x21 -> pack(Op.LH, rs, 0, destination(rt), signed);
      case 0x22 -> pack(Op.LWL, rs, rt, destination(rt), signed);
      case 0x23 -> pack(Op.LW, rs, 0, destination(rt), signed);
      case 0x24 -> pack(Op.LBU, rs, 0, destination(rt), signed);
      case 0x25 -> pack(Op.LHU, rs, 0, destination(rt), signed);
      case 0x26 -> pack(Op.LWR, rs, rt, destination(rt), signed);
      case 0x27 -> wide(Op.LWU, rs, 0, destination(rt), signed);
      case 0x28 -> pack(Op.SB, rs, rt, 0, signed);
      case 0x29 -> pack(Op.SH, rs, rt, 0, signed);
      case 0x2a -> pack(Op.SWL, rs, rt, 0, signed);
      case 0x2b -> pack(Op.SW, rs, rt, 0, signed);
      case 0x2c -> wide(Op.SDL, rs, rt, 0, signed);
      case 0x2d -> wide(Op.SDR, rs, rt, 0, signed);
      case 0x2e -> pack(Op.SWR, rs, rt, 0, signed);
      case 0x30 -> pack(Op.LL, rs, 0, destination(rt), signed);
      case 0x34 -> wide(Op.LLD, rs, 0, destination(rt), signed);
      case 0x37 -> wide(Op.LD, rs, 0, destination(rt), signed);
      case 0x38 -> pack(Op.SC, rs, rt, destination(rt), signed);
      case 0x3c -> wide(Op.SCD, rs, rt, destination(rt), signed);
      case 0x3f -> wide(Op.SD, rs, rt, 0, signed);
      default -> Op.INVALID;
    };
  }

  private long wide(int op, int rs, int rt, int rd, int immediate) {
    return wide ? pack(op, rs, rt, rd, immediate) : Op.INVALID;
  }

  private long regimm(int selector, int rs, int offset) {
    return switch (selector) {
      case 0x00 -> branch(Op.BLTZ, rs, 0, offset);
      case 0x01 -> branch(Op.BGEZ, rs, 0, offset);
      case 0x10 -> pack(linksOnBranches ? Op.BLTZAL : Op.BRANCH_NEVER, rs, 0, 0, offset);
      case 0x11 -> pack(linksOnBranches ? Op.BGEZAL : Op.BRANCH_NEVER, rs, 0, 0, offset);
      default -> pack(Op.BRANCH_NEVER, rs, 0, 0, offset);
    };
  }

  private long special(int instruction, int rs, int rt, int rd) {
    int amount = instruction >>> 6 & 31;
    return switch (instruction & 63) {
      case 0x00 -> pack(Op.SLL, 0, rt, rd, amount);
      case 0x02 -> pack(Op.SRL, 0, rt, rd, amount);
      case 0x03 -> pack(Op.SRA, 0, rt, rd, amount);
      case 0x04 -> pack(Op.SLLV, rs, rt, rd, 0);
      case 0x06 -> pack(Op.SRLV, rs, rt, rd, 0);
      case 0x07 -> pack(srav, rs, rt, rd, 0);
      case 0x08 -> pack(Op.JR, rs, 0, 0, 0);
      case 0x09 -> pack(Op.JALR, rs, 0, rd, 0);
      case 0x0a -> pack(Op.MOVZ, rs, rt, rd, 0);
      case 0x0b -> pack(Op.MOVN, rs, rt, rd, 0);
      case 0x0c -> pack(Op.SYSCALL, 0, 0, 0, 0);
      case 0x0f -> pack(Op.MOVE, rs, 0, rd, 0); // sync
      case 0x10 -> pack(Op.MOVE, Registers.HI, 0, rd, 0);
      case 0x11 -> pack(Op.MTHI, rs, 0, rd, 0);
      case 0x12 -> pack(Op.MOVE, Registers.LO, 0, rd, 0);
      case 0x13 -> pack(Op.MTLO, rs, 0, rd, 0);
      case 0x14 -> wide(Op.DSLLV, rs, rt, rd, 0);
      case 0x16 -> wide(Op.DSRLV, rs, rt, rd, 0);
      case 0x17 -> wide(Op.DSRAV, rs, rt, rd, 0);
      case 0x18 -> pack(Op.MULT, rs, rt, rd, 0);
      case 0x19 -> pack(Op.MULTU, rs, rt, rd, 0);
      case 0x1a -> pack(Op.DIV, rs, rt, rd, 0);
      case 0x1b -> pack(Op.DIVU, rs, rt, rd, 0);
      case 0x1c -> wide(Op.DMULT, rs, rt, rd, 0);
      case 0x1d -> wide(Op.DMULTU, rs, rt, rd, 0);
      case 0x1e -> wide(Op.DDIV, rs, rt, rd, 0);
      case 0x1f -> wide(Op.DDIVU, rs, rt, rd, 0);
      case 0x20, 0x21 -> pack(Op.ADDU, rs, rt, rd, 0);
      case 0x22, 0x23 -> pack(Op.SUBU, rs, rt, rd, 0);
      case 0x24 -> pack(Op.AND, rs, rt, rd, 0);
      case 0x25 -> pack(Op.OR, rs, rt, rd, 0);
      case 0x26 -> pack(Op.XOR, rs, rt, rd, 0);
      case 0x27 -> pack(Op.NOR, rs, rt, rd, 0);
      case 0x2a -> pack(Op.SLT, rs, rt, rd, 0);
      case 0x2b -> pack(Op.SLTU, rs, rt, rd, 0);
      case 0x2c, 0x2d -> wide(Op.DADDU, rs, rt, rd, 0);
      case 0x2e, 0x2f -> wide(Op.DSUBU, rs, rt, rd, 0);
      case 0x38 -> wide(Op.DSLL, 0, rt, rd, amount);
      case 0x3a -> wide(Op.DSRL, 0, rt, rd, amount);
      case 0x3b -> wide(Op.DSRA, 0, rt, rd, amount);
      case 0x3c -> wide(Op.DSLL, 0, rt, rd, amount + 32);
      case 0x3e -> wide(Op.DSRL, 0, rt, rd, amount + 32);
      case 0x3f -> wide(Op.DSRA, 0, rt, rd, amount + 32);
      default -> Op.INVALID;
    };
  }

  private long special2(int instruction, int rs, int rt, int rd) {
    return switch (instruction & 63) {
      case 0x02 -> pack(Op.MUL, rs, rt, rd, 0);
      case 0x20 -> pack(Op.CLZ, rs, 0, rd, 0);
      case 0x21 -> pack(Op.CLO, rs, 0, rd, 0);
      case 0x24 -> countsDoublewords ? pack(Op.DCLZ, rs, 0, rd, 0) : Op.INVALID;
      case 0x25 -> countsDoublewords ? pack(Op.DCLO, rs, 0, rd, 0) : Op.INVALID;
      default -> Op.INVALID;
    };
  }
}
