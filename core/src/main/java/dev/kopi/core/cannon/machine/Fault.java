package dev.kopi.core.cannon.machine;

/** Why the machine refuses a step. There is no state after it. */
public enum Fault {
  /** No instruction has this encoding, or not in this version. */
  INVALID_INSTRUCTION("invalid instruction"),
  /** A branch in the delay slot of a jump or branch. */
  BRANCH_IN_DELAY_SLOT("branch in delay slot"),
  /** A jump in the delay slot of a jump or branch. */
  JUMP_IN_DELAY_SLOT("jump in delay slot"),
  /** An integer division by zero. */
  DIVISION_BY_ZERO("instruction divide by zero"),
  /** The program counter is not a multiple of 4. */
  UNALIGNED_PC("unaligned instruction fetch"),
  /** A read at or past the end of a pre-image. */
  PREIMAGE_OFFSET("pre-image offset out of bounds"),
  /** The 64-bit machine has no such system call. */
  UNKNOWN_SYSCALL("unrecognized syscall"),
  /** No thread is left on the active stack. */
  NO_THREAD("active thread stack is empty"),
  /** A write of more bytes than the machine hands on at once. */
  WRITE_TOO_LARGE("write is too large");

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }
}
