package dev.kopi.core.proof.preimage;

/** A pre-image cannot be had: the source does not know it, or does not answer. */
public final class PreimageUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which and why. */
  public PreimageUnavailableException(String message) {
    super(message);
  }

  /** With the failure behind it. */
  public PreimageUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
