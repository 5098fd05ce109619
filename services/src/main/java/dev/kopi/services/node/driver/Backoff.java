package dev.kopi.services.node.driver;

/** Exponential backoff after failures. */
final class Backoff {
  private static final long FIRST_MILLIS = 250;
  private static final long MAX_MILLIS = 10_000;

  private Backoff() {}

  /** The delay in milliseconds after so many failures before the last one. */
  static long millis(int failures) {
    return Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
  }
}
