package dev.kopi.adapters.telemetry;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps a log readable while the same thing fails again and again. For any thread. */
public final class Repetition {
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private @Nullable String last;
  private long toldNanos;

  /** Whether a message is another than the last one, or half a minute has passed since it. */
  public synchronized boolean isWorthTelling(@Nullable String message) {
    long now = System.nanoTime();
    if (Objects.equals(message, last) && now - toldNanos < QUIET_NANOS) {
      return false;
    }
    last = message;
    toldNanos = now;
    return true;
  }
}
