package dev.kopi.core.cannon.code;

import dev.kopi.core.cannon.memory.Page;
import org.jspecify.annotations.Nullable;

/** The instructions of one page that ran, or that others are linked to. */
final class CodePage {
  /** Instructions in a page. */
  static final int SIZE = Page.SIZE / 4;

  private final long address;
  private final @Nullable GuestInstruction[] instructions = new @Nullable GuestInstruction[SIZE];

  /** Whether a compiled block was made out of an instruction. */
  private boolean @Nullable [] compiled;

  private int invalidations;

  CodePage(long address) {
    this.address = address;
  }

  /** The address of the first instruction. */
  long address() {
    return address;
  }

  static int place(long address) {
    return (int) (address & Page.SIZE - 1) >>> 2;
  }

  GuestInstruction instruction(int at) {
    GuestInstruction known = instructions[at];
    if (known == null) {
      known = new GuestInstruction(address + 4L * at);
      instructions[at] = known;
    }
    return known;
  }

  /** Whether an instruction is decoded, which happens when it runs. */
  boolean isDecoded(int at) {
    GuestInstruction known = instructions[at];
    return known != null && known.op != FastOp.UNDECODED;
  }

  /** How often compiled code in this page was changed. */
  int invalidations() {
    return invalidations;
  }

  void cover(int at) {
    boolean[] covered = compiled;
    if (covered == null) {
      covered = new boolean[SIZE];
      compiled = covered;
    }
    covered[at] = true;
  }

  /** Forgets two instructions; true when a compiled block was made out of one of them. */
  boolean forget(int at) {
    boolean[] covered = compiled;
    if (covered != null && (covered[at] || covered[at + 1])) {
      invalidations++;
      return true;
    }
    // What is before them may be one with them.
    for (int i = Math.max(0, at - FastOp.MOST_STEPS + 1); i < at + 2; i++) {
      forgetOne(i);
    }
    return false;
  }

  private void forgetOne(int at) {
    GuestInstruction known = instructions[at];
    if (known != null) {
      known.forget();
    }
  }

  /** Forgets all instructions and compiled blocks. */
  void clear() {
    for (int i = 0; i < SIZE; i++) {
      forgetOne(i);
    }
    compiled = null;
  }
}
