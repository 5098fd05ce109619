package dev.kopi.core.cannon.code;

/** Numbers of decoded operations, dense so that a switch over them is a table. */
public final class Op {
  public static final int INVALID = 1;
  public static final int SYSCALL = 2;
  public static final int J = 3;
  public static final int JAL = 4;
  public static final int JR = 5;
  public static final int JALR = 6;
  public static final int BEQ = 7;
  public static final int BNE = 8;
  public static final int BLEZ = 9;
  public static final int BGTZ = 10;
  public static final int BLTZ = 11;
  public static final int BGEZ = 12;
  public static final int BLTZAL = 13;
  public static final int BGEZAL = 14;
  public static final int BRANCH_NEVER = 15;
  public static final int SLL = 16;
  public static final int SRL = 17;
  public static final int SRA = 18;
  public static final int SLLV = 19;
  public static final int SRLV = 20;
  public static final int SRAV = 21;
  public static final int MOVE = 22;
  public static final int MOVZ = 23;
  public static final int MOVN = 24;
  public static final int MTHI = 26;
  public static final int MTLO = 28;
  public static final int MULT = 29;
  public static final int MULTU = 30;
  public static final int DIV = 31;
  public static final int DIVU = 32;
  public static final int DMULT = 33;
  public static final int DMULTU = 34;
  public static final int DDIV = 35;
  public static final int DDIVU = 36;
  public static final int DSLLV = 37;
  public static final int DSRLV = 38;
  public static final int DSRAV = 39;
  public static final int ADDU = 40;
  public static final int SUBU = 41;
  public static final int AND = 42;
  public static final int OR = 43;
  public static final int XOR = 44;
  public static final int NOR = 45;
  public static final int SLT = 46;
  public static final int SLTU = 47;
  public static final int DADDU = 48;
  public static final int DSUBU = 49;
  public static final int DSLL = 50;
  public static final int DSRL = 51;
  public static final int DSRA = 52;
  public static final int ADDIU = 53;
  public static final int SLTI = 54;
  public static final int SLTIU = 55;
  public static final int ANDI = 56;
  public static final int ORI = 57;
  public static final int XORI = 58;
  public static final int DADDIU = 59;
  public static final int LUI = 60;
  public static final int MUL = 61;
  public static final int CLZ = 62;
  public static final int CLO = 63;
  public static final int DCLZ = 64;
  public static final int DCLO = 65;
  public static final int LB = 66;
  public static final int LH = 67;
  public static final int LWL = 68;
  public static final int LW = 69;
  public static final int LBU = 70;
  public static final int LHU = 71;
  public static final int LWR = 72;
  public static final int LWU = 73;
  public static final int LD = 74;
  public static final int LDL = 75;
  public static final int LDR = 76;
  public static final int SB = 77;
  public static final int SH = 78;
  public static final int SWL = 79;
  public static final int SW = 80;
  public static final int SWR = 81;
  public static final int SD = 82;
  public static final int SDL = 83;
  public static final int SDR = 84;
  public static final int LL = 85;
  public static final int LLD = 86;
  public static final int SC = 87;
  public static final int SCD = 88;

  /** The arithmetic shift of the contract MIPS 1.0.1, which does not mask the amount. */
  public static final int SRAV_UNMASKED = 89;

  private Op() {}

  /** Whether an operation jumps or branches, so that the instruction after it runs before. */
  public static boolean isControl(int op) {
    return op >= J && op <= BRANCH_NEVER;
  }

  /** Whether an operation sets hi or lo. */
  public static boolean isProduct(int op) {
    return op >= MTHI && op <= DDIVU;
  }

  /** Whether an operation divides, and so may fault. */
  public static boolean divides(int op) {
    return op == DIV || op == DIVU || op == DDIV || op == DDIVU;
  }

  /** Whether an operation stores to memory; conditional stores are not among them. */
  public static boolean isStore(int op) {
    return op >= SB && op <= SDR;
  }

  /** Whether an operation loads from or stores to memory. */
  public static boolean accessesMemory(int op) {
    return op >= LB && op <= SCD;
  }
}
