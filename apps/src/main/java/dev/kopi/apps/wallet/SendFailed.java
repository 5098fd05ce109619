package dev.kopi.apps.wallet;

/** A transaction cannot be sent, is not mined, or failed. */
public final class SendFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public SendFailed(String message) {
    super(message);
  }

  /** What went wrong, and why. */
  public SendFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
