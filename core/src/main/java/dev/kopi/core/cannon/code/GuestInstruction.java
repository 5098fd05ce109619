package dev.kopi.core.cannon.code;

import org.jspecify.annotations.Nullable;

/**
 * An instruction as the interpreter runs it, linked to what runs after it. It stays the same object
 * when the guest overwrites it, so that links to it stay right.
 */
public final class GuestInstruction {
  /** Behind the copy of a delay slot. */
  static final GuestInstruction GO = new GuestInstruction();

  private static final byte UNKNOWN = -1;

  /** Its address. */
  public final long pc;

  /** One of {@link FastOp}. */
  public int op;

  /** A register to read. */
  public byte rs;

  /** Another one. */
  public byte rt;

  /** The destination. */
  public byte rd;

  /** The operation of {@link FastOp#OTHER}. */
  public byte other;

  /** An immediate, or what the operation has in its place. */
  public int immediate;

  /** What runs next, unless a jump is taken. */
  public GuestInstruction next;

  /** Where a jump goes that was taken before; the last target where it depends on a register. */
  public @Nullable GuestInstruction target;

  /** A copy of the delay slot, which goes on where the jump goes. */
  public @Nullable GuestInstruction slot;

  /** The compiled block that begins here. */
  public @Nullable CompiledBlock block;

  GuestInstruction(long pc) {
    this.pc = pc;
    this.op = FastOp.UNDECODED;
    this.next = this;
  }

  private GuestInstruction() {
    this.pc = -1;
    this.op = FastOp.GO;
    this.next = this;
  }

  /** What stands at an address where nothing is known. */
  static GuestInstruction unknown(long address) {
    GuestInstruction unknown = new GuestInstruction(address);
    unknown.op = FastOp.SINGLE;
    unknown.other = UNKNOWN;
    return unknown;
  }

  boolean isUnknown() {
    return op == FastOp.SINGLE && other == UNKNOWN;
  }

  /** Whether it is in a delay slot. */
  public boolean isSlot() {
    return next == GO && this != GO;
  }

  /** Decodes it anew when it runs next. */
  void forget() {
    op = FastOp.UNDECODED;
    target = null;
    slot = null;
    block = null;
  }
}
