package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.rpc.RpcException;
import java.util.concurrent.TimeUnit;

/** The deadline of an expensive call, checked between its steps. */
public final class Deadline {
  private final long seconds;
  private final long nanos;

  private Deadline(long seconds) {
    this.seconds = seconds;
    this.nanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  /** A deadline so many seconds from now. */
  public static Deadline in(long seconds) {
    return new Deadline(seconds);
  }

  /**
   * Checks the deadline.
   *
   * @throws RpcException when it has passed
   */
  public void check() {
    if (System.nanoTime() - nanos > 0) {
      throw RpcException.server("execution aborted (timeout = " + seconds + "s)");
    }
  }
}
