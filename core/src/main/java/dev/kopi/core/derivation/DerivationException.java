package dev.kopi.core.derivation;

/**
 * A source of derivation failed. Thrown by the ports, passed on by derivation, and caught in one
 * place: the loop of its driver. Invalid data is never reported this way.
 */
public abstract sealed class DerivationException extends RuntimeException
    permits TemporaryException, ResetException, CriticalException {
  private static final long serialVersionUID = 1L;

  DerivationException(String message) {
    super(message);
  }

  DerivationException(String message, Throwable cause) {
    super(message, cause);
  }
}
