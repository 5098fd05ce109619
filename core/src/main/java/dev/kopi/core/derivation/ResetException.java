package dev.kopi.core.derivation;

/**
 * The pipeline must be reset: L1 reorganised, or L2 and L1 contradict each other. The driver finds
 * the safe head again and resets to it.
 */
public final class ResetException extends DerivationException {
  private static final long serialVersionUID = 1L;

  /** What is gone or contradicts. */
  public ResetException(String message) {
    super(message);
  }
}
