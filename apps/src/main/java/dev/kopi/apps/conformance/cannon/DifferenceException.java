package dev.kopi.apps.conformance.cannon;

/** Kopi does not do what was recorded. */
final class DifferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DifferenceException(String message) {
    super(message, null, false, false);
  }
}
