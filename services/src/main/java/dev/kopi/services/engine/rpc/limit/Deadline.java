package dev.kopi.services.engine.rpc.limit;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.evm.Cancellation;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * The time that a call has. It stops code that runs in the EVM by its {@link Cancellation}; other
 * work looks at it between its steps.
 */
public final class Deadline implements AutoCloseable {
  private final DeadlineWatch watch;
  private final long startMillis;
  private final long endMillis;
  private final Cancellation cancellation = new Cancellation();

  Deadline(DeadlineWatch watch, long startMillis, long endMillis) {
    this.watch = watch;
    this.startMillis = startMillis;
    this.endMillis = endMillis;
  }

  /** When it passes, by the clock of its watch. */
  long endMillis() {
    return endMillis;
  }

  /** Stops running code when the time is over. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Checks the time.
   *
   * @throws RpcException when it is over
   */
  public void check() {
    if (cancellation.isCancelled()) {
      throw expired();
    }
  }

  /** An earlier deadline for a part of the call. */
  public Deadline within(Duration time) {
    return watch.start(time, endMillis);
  }

  /** The error when the time is over, in go-ethereum's words. */
  public RpcException expired() {
    return RpcException.server(
        "execution aborted (timeout = " + text(endMillis - startMillis) + ")");
  }

  /** A duration as Go writes it, such as {@code 5s} or {@code 1.5s}. */
  public static String text(long millis) {
    if (millis < 1000) {
      return millis + "ms";
    }
    long minutes = millis / 60_000;
    String seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString();
    return (minutes == 0 ? "" : minutes + "m") + seconds + "s";
  }

  /** The call has ended. */
  @Override
  public void close() {
    watch.end(this);
  }
}
