package dev.kopi.services.engine.rpc.send;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A budget of look-ups that refills with time, up to a limit. For any thread. */
final class CostBudget {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double perNano;
  private final double most;
  private final LongSupplier nanos;
  private double left;
  private long since;

  /**
   * A full budget.
   *
   * @param perSecond how much of it comes back in a second
   * @param most the most that can be taken at once
   */
  CostBudget(int perSecond, int most, LongSupplier nanos) {
    this.perNano = perSecond / NANOS_PER_SECOND;
    this.most = most;
    this.nanos = nanos;
    this.left = most;
    this.since = nanos.getAsLong();
  }

  /** Takes a cost; false when not enough is left. */
  synchronized boolean take(int cost) {
    long now = nanos.getAsLong();
    left = Math.min(most, left + (now - since) * perNano);
    since = now;
    if (cost > left) {
      return false;
    }
    left -= cost;
    return true;
  }
}
