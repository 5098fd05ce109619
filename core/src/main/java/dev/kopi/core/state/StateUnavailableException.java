package dev.kopi.core.state;

/** State that is not available: it is pruned, or the witness does not contain it. */
public final class StateUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message: what is missing, and why. */
  public StateUnavailableException(String message) {
    super(message);
  }
}
