package dev.kopi.apps.cli.error;

/**
 * A command cannot be carried out. The message names the cause and the remedy; no stack trace is
 * shown.
 */
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The cause and the remedy. */
  public CommandFailed(String message) {
    super(message);
  }

  /** The same, with the exception behind it. */
  public CommandFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
