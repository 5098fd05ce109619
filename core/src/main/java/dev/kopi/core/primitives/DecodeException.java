package dev.kopi.core.primitives;

/**
 * Input from outside does not follow its encoding. The message says what was found and what was
 * expected.
 */
public final class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was wrong with the input. */
  public DecodeException(String message) {
    super(message, null, false, false);
  }
}
