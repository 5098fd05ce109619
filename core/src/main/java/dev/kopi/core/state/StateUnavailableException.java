package dev.kopi.core.state;

/**
 * A state was asked for something that it cannot answer: it is pruned, or the witness does not
 * cover it.
 */
public final class StateUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was asked, and why there is no answer. */
  public StateUnavailableException(String message) {
    super(message);
  }
}
