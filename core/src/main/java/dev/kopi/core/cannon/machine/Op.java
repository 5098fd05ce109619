package dev.kopi.core.cannon.machine;

/** Numbers of decoded operations, dense so that a switch over them is a table. */
final class Op {
  static final int UNDECODED = 0;
  static final int INVALID = 1;
  static final int SYSCALL = 2;
  static final int J = 3;
  static final int JAL = 4;
  static final int JR = 5;
  static final int JALR = 6;
  static final int BEQ = 7;
  static final int BNE = 8;
  static final int BLEZ = 9;
  static final int BGTZ = 10;
  static final int BLTZ = 11;
  static final int BGEZ = 12;
  static final int BLTZAL = 13;
  static final int BGEZAL = 14;
  static final int BRANCH_NEVER = 15;
  static final int SLL = 16;
  static final int SRL = 17;
  static final int SRA = 18;
  static final int SLLV = 19;
  static final int SRLV = 20;
  static final int SRAV = 21;
  static final int MOVE = 22;
  static final int MOVZ = 23;
  static final int MOVN = 24;
  static final int MFHI = 25;
  static final int MTHI = 26;
  static final int MFLO = 27;
  static final int MTLO = 28;
  static final int MULT = 29;
  static final int MULTU = 30;
  static final int DIV = 31;
  static final int DIVU = 32;
  static final int DMULT = 33;
  static final int DMULTU = 34;
  static final int DDIV = 35;
  static final int DDIVU = 36;
  static final int DSLLV = 37;
  static final int DSRLV = 38;
  static final int DSRAV = 39;
  static final int ADDU = 40;
  static final int SUBU = 41;
  static final int AND = 42;
  static final int OR = 43;
  static final int XOR = 44;
  static final int NOR = 45;
  static final int SLT = 46;
  static final int SLTU = 47;
  static final int DADDU = 48;
  static final int DSUBU = 49;
  static final int DSLL = 50;
  static final int DSRL = 51;
  static final int DSRA = 52;
  static final int ADDIU = 53;
  static final int SLTI = 54;
  static final int SLTIU = 55;
  static final int ANDI = 56;
  static final int ORI = 57;
  static final int XORI = 58;
  static final int DADDIU = 59;
  static final int LUI = 60;
  static final int MUL = 61;
  static final int CLZ = 62;
  static final int CLO = 63;
  static final int DCLZ = 64;
  static final int DCLO = 65;
  static final int LB = 66;
  static final int LH = 67;
  static final int LWL = 68;
  static final int LW = 69;
  static final int LBU = 70;
  static final int LHU = 71;
  static final int LWR = 72;
  static final int LWU = 73;
  static final int LD = 74;
  static final int LDL = 75;
  static final int LDR = 76;
  static final int SB = 77;
  static final int SH = 78;
  static final int SWL = 79;
  static final int SW = 80;
  static final int SWR = 81;
  static final int SD = 82;
  static final int SDL = 83;
  static final int SDR = 84;
  static final int LL = 85;
  static final int LLD = 86;
  static final int SC = 87;
  static final int SCD = 88;

  private Op() {}

  /** Whether an operation loads from or stores to memory. */
  static boolean accessesMemory(int op) {
    return op >= LB;
  }
}
