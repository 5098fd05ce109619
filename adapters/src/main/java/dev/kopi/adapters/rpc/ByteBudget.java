package dev.kopi.adapters.rpc;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Memory that all connections of a server share for what they receive. */
final class ByteBudget {
  private static final int UNIT = 1024;
  private static final long WAIT_SECONDS = 10;

  private final Semaphore units;

  ByteBudget(long bytes) {
    this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / UNIT), true);
  }

  /** Takes room for {@code bytes}, waiting a while for it; false when there is none. */
  boolean take(long bytes) {
    try {
      return units.tryAcquire(units(bytes), WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Gives room back. */
  void give(long bytes) {
    units.release(units(bytes));
  }

  private static int units(long bytes) {
    return (int) ((bytes + UNIT - 1) / UNIT);
  }
}
