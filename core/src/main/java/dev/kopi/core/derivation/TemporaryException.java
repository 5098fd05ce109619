package dev.kopi.core.derivation;

/** A source does not answer at the moment. The same step may be retried; no state was lost. */
public final class TemporaryException extends DerivationException {
  private static final long serialVersionUID = 1L;

  /** What was asked for. */
  public TemporaryException(String message) {
    super(message);
  }

  /** What was asked for, and how it failed. */
  public TemporaryException(String message, Throwable cause) {
    super(message, cause);
  }
}
