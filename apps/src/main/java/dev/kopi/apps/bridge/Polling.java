package dev.kopi.apps.bridge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls a chain for an event.
 *
 * @param clock the clock
 * @param timeout how long to wait at most
 */
public record Polling(InstantSource clock, Duration timeout) {
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * Polls until there is a result.
   *
   * @param what what is waited for, in the error message
   * @throws BridgeFailed after the timeout
   */
  <T> T until(String what, Supplier<@Nullable T> question) {
    Instant end = clock.instant().plus(timeout);
    while (true) {
      T answer = question.get();
      if (answer != null) {
        return answer;
      }
      if (clock.instant().isAfter(end)) {
        throw new BridgeFailed(what + ": none after " + timeout.toSeconds() + " s");
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BridgeFailed("interrupted");
      }
    }
  }
}
