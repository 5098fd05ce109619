package dev.kopi.apps.bridge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what happens elsewhere.
 *
 * @param clock tells the time
 * @param patience how long at most
 */
public record Waiting(InstantSource clock, Duration patience) {
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * Asks until there is an answer.
   *
   * @param what for the message when there is none
   * @throws BridgeFailed when the patience ends
   */
  <T> T until(String what, Supplier<@Nullable T> question) {
    Instant end = clock.instant().plus(patience);
    while (true) {
      T answer = question.get();
      if (answer != null) {
        return answer;
      }
      if (clock.instant().isAfter(end)) {
        throw new BridgeFailed(what + ": nothing after " + patience.toSeconds() + " s");
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
