package dev.kopi.services.lifecycle;

/** How long to wait after a number of failures in a row. */
public final class Backoff {
  private static final long FIRST_MILLIS = 250;
  private static final long MAX_MILLIS = 10_000;

  private Backoff() {}

  /**
   * Doubles from 250 ms to 10 s.
   *
   * @param failures how many failures came before this one; at least 0
   */
  public static long millis(int failures) {
    return Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
  }
}
