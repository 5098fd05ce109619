package dev.kopi.tests.system;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must happen, with a deadline that only a defect reaches. */
final class Await {
  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("kopi.patience", 120));
  private static final Duration STEP = Duration.ofMillis(50);

  private Await() {}

  /**
   * Waits until a condition holds. A condition that throws does not hold yet.
   *
   * @param what for the message when it never does
   * @param state told beside it
   */
  static void until(String what, BooleanSupplier condition, Supplier<String> state) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    RuntimeException last = null;
    while (System.nanoTime() < deadline) {
      try {
        if (condition.getAsBoolean()) {
          return;
        }
        last = null;
      } catch (RuntimeException e) {
        last = e;
      }
      pause();
    }
    throw new AssertionError("it never came to: " + what + "\n" + state.get(), last);
  }

  private static void pause() {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
