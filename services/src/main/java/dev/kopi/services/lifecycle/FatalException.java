package dev.kopi.services.lifecycle;

/** A role cannot go on: trying again cannot help. Its process ends with a non-zero status. */
public class FatalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong and what the operator can do about it. */
  public FatalException(String message) {
    super(message);
  }

  /** What is wrong, with its cause. */
  public FatalException(String message, Throwable cause) {
    super(message, cause);
  }
}
