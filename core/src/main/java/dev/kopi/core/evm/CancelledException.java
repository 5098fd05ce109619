package dev.kopi.core.evm;

/** Execution was stopped by a {@link Cancellation}. It has no outcome. */
public final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CancelledException() {
    super("execution was cancelled", null, false, false);
  }
}
