package dev.kopi.adapters.rpc.dispatch;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The memory budget that all connections of a server share for received messages. */
public final class ByteBudget {
  private static final int UNIT = 1024;
  private static final long WAIT_SECONDS = 10;

  private final Semaphore units;

  public ByteBudget(long bytes) {
    this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / UNIT), true);
  }

  /** Reserves {@code bytes}, waiting up to 10 seconds; false when the budget is exhausted. */
  public boolean take(long bytes) {
    try {
      return units.tryAcquire(units(bytes), WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Releases reserved bytes. */
  public void give(long bytes) {
    units.release(units(bytes));
  }

  private static int units(long bytes) {
    return (int) ((bytes + UNIT - 1) / UNIT);
  }
}
