package dev.kopi.apps.program;

/** The program cannot be built; the message says why. */
public final class ProgramBuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public ProgramBuildException(String message) {
    super(message);
  }
}
