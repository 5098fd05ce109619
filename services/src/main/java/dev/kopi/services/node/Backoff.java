package dev.kopi.services.node;

/** How long to wait after failures: twice as long after each. */
final class Backoff {
  private static final long FIRST_MILLIS = 250;
  private static final long MAX_MILLIS = 10_000;

  private Backoff() {}

  /** The wait in milliseconds, by how many failures came before the last one. */
  static long millis(int failures) {
    return Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
  }
}
