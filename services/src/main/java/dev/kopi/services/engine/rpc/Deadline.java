package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.rpc.RpcException;
import java.util.concurrent.TimeUnit;

/** When a costly call has to be done; asked between its parts, none of which takes long. */
final class Deadline {
  private final long seconds;
  private final long nanos;

  private Deadline(long seconds) {
    this.seconds = seconds;
    this.nanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  static Deadline in(long seconds) {
    return new Deadline(seconds);
  }

  /**
   * Goes on while there is time.
   *
   * @throws RpcException when there is none left
   */
  void check() {
    if (System.nanoTime() - nanos > 0) {
      throw RpcException.server("execution aborted (timeout = " + seconds + "s)");
    }
  }
}
