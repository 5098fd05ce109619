package dev.kopi.core.cannon.code;

/** Places in the array of a thread's registers: 0 to 31 are the general ones. */
public final class Registers {
  /** The stack pointer. */
  public static final int SP = 29;

  /** The return address. */
  public static final int RA = 31;

  /** Writes to this place are dropped: the decoder puts it in place of register 0. */
  public static final int DROPPED = 32;

  /** The upper half of a product, or a remainder. */
  public static final int HI = 33;

  /** The lower half of a product, or a quotient. */
  public static final int LO = 34;

  /** How many places there are: a power of two, and a register number has 6 bits. */
  public static final int COUNT = 64;

  private Registers() {}
}
