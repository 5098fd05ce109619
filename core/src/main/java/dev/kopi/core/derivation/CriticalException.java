package dev.kopi.core.derivation;

/**
 * Derivation cannot continue, and retrying does not help: for instance a deposit of the deposit
 * contract that does not follow its format, since no deposit may be left out.
 */
public final class CriticalException extends DerivationException {
  private static final long serialVersionUID = 1L;

  /** What makes it impossible. */
  public CriticalException(String message) {
    super(message);
  }
}
