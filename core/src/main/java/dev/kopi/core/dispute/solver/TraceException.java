package dev.kopi.core.dispute.solver;

/** A value of a trace cannot be had now. */
public final class TraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is missing. */
  public TraceException(String message) {
    super(message);
  }

  /** With what is missing, and why. */
  public TraceException(String message, Throwable cause) {
    super(message, cause);
  }
}
