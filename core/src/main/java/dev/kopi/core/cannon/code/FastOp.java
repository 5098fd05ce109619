package dev.kopi.core.cannon.code;

/**
 * Numbers of what the interpreter runs at a time: an operation, or a few that often follow one
 * another. The more often something runs, the lower its number: the JIT compiler makes a chain of
 * comparisons of the interpreter's switch.
 *
 * <p>Branches and jumps come in two forms: with a delay slot that does nothing, which is part of
 * them, and with another one, which runs as an instruction of its own.
 */
public final class FastOp {
  public static final int LD = 0;
  public static final int DADDU = 1;
  public static final int SD = 2;
  public static final int DADDIU = 3;
  public static final int MOVE = 4;
  public static final int BEQ_NOP = 5;
  public static final int DSLL = 6;
  public static final int DSRL = 7;
  public static final int BNE_NOP = 8;
  public static final int XOR = 9;
  public static final int AND = 10;
  public static final int OR = 11;
  public static final int SLTU = 12;
  public static final int LBU = 13;

  /** lui and what sets the lower half. The immediate is the value. */
  public static final int CONSTANT = 14;

  public static final int ANDI = 15;
  public static final int LW = 16;
  public static final int SW = 17;
  public static final int ADDU = 18;
  public static final int ADDIU = 19;
  public static final int NOP = 20;

  /** dmultu, mflo, mfhi: the destinations are rd, and the immediate for the upper half. */
  public static final int PRODUCT = 21;

  public static final int LWU = 22;
  public static final int SB = 23;
  public static final int SLL = 24;
  public static final int SRL = 25;
  public static final int ORI = 26;
  public static final int NOR = 27;
  public static final int BNE = 28;
  public static final int BEQ = 29;
  public static final int JR_NOP = 30;
  public static final int JAL_NOP = 31;
  public static final int SLTI = 32;
  public static final int DSUBU = 33;
  public static final int XORI = 34;
  public static final int SUBU = 35;
  public static final int SLTIU = 36;
  public static final int SLT = 37;
  public static final int DSRA = 38;
  public static final int J = 39;
  public static final int JAL = 40;
  public static final int JR = 41;
  public static final int JALR = 42;
  public static final int JALR_NOP = 43;
  public static final int J_NOP = 44;
  public static final int BLEZ = 45;
  public static final int BGTZ = 46;
  public static final int BLTZ = 47;
  public static final int BGEZ = 48;
  public static final int BLEZ_NOP = 49;
  public static final int BGTZ_NOP = 50;
  public static final int BLTZ_NOP = 51;
  public static final int BGEZ_NOP = 52;

  /** Another plain operation. */
  public static final int OTHER = 53;

  /** The end of a delay slot: go on where the jump goes. It is no step. */
  public static final int GO = 54;

  /** Not decoded. It is no step. */
  public static final int UNDECODED = 55;

  /** A compiled block begins here. */
  public static final int ENTRY = 56;

  /** What is run by itself, outside of the loop. */
  public static final int SINGLE = 57;

  public static final int LUI = 58;

  /** The most steps at a time. */
  public static final int MOST_STEPS = 3;

  private FastOp() {}
}
