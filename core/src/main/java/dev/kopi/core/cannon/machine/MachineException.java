package dev.kopi.core.cannon.machine;

/** The machine refuses a step: the program does what neither the reference nor the contract run. */
public final class MachineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final long step;

  MachineException(Fault fault, long step, long pc, int instruction) {
    super(
        fault.text()
            + " at step "
            + step
            + ", pc 0x"
            + Long.toHexString(pc)
            + ", instruction 0x"
            + Integer.toHexString(instruction));
    this.fault = fault;
    this.step = step;
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }

  /** The number of steps that were done before. */
  public long step() {
    return step;
  }
}
