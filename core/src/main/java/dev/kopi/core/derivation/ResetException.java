package dev.kopi.core.derivation;

/**
 * What derivation stands on is no longer there: L1 reorganised, or L2 and L1 contradict each other.
 * The pipeline must be reset to a head found anew.
 */
public final class ResetException extends DerivationException {
  private static final long serialVersionUID = 1L;

  /** What is gone or contradicts. */
  public ResetException(String message) {
    super(message);
  }
}
