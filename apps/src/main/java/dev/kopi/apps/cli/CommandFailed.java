package dev.kopi.apps.cli;

/**
 * A command cannot do what it was asked to. The message names what was wrong and what to do; no
 * stack trace is shown.
 */
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was wrong and what to do. */
  public CommandFailed(String message) {
    super(message);
  }

  /** As above, with what caused it. */
  public CommandFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
