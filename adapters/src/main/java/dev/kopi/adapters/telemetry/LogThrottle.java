package dev.kopi.adapters.telemetry;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Suppresses repetitions of a log message, for loops that retry. Thread-safe. */
public final class LogThrottle {
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private @Nullable String last;
  private long loggedNanos;

  /** Whether a message differs from the last one, or that was logged 30 seconds ago or more. */
  public synchronized boolean shouldLog(@Nullable String message) {
    long now = System.nanoTime();
    if (Objects.equals(message, last) && now - loggedNanos < QUIET_NANOS) {
      return false;
    }
    last = message;
    loggedNanos = now;
    return true;
  }
}
