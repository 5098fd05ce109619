package dev.kopi.apps.bridge;

/** A step of the bridge cannot be done, or not yet. */
public final class BridgeFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is in the way. */
  public BridgeFailed(String message) {
    super(message);
  }
}
