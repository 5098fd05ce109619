package dev.kopi.apps.cli.error;

/** Options that do not fit together. The message names them and what is allowed. */
public final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and what is allowed. */
  public WrongUsage(String message) {
    super(message);
  }
}
