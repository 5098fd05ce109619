package dev.kopi.services.batcher;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.services.lifecycle.Work;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the DA limits to one block builder when they change, and repeats them now and then, since a
 * builder that restarts forgets them. A builder that fails is asked again; it never stops the
 * batcher.
 */
public final class ThrottleDriver implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(ThrottleDriver.class);
  private static final int REPEAT_AFTER_INTERVALS = 20;

  private final Throttler throttler;
  private final ThrottledBuilder builder;
  private final long intervalMillis;
  private final LogThrottle problems = new LogThrottle();
  private Throttle.@Nullable Limits sent;
  private long sendAt;

  /**
   * A driver that has sent nothing.
   *
   * @param interval the time between two attempts
   */
  public ThrottleDriver(Throttler throttler, ThrottledBuilder builder, Duration interval) {
    this.throttler = throttler;
    this.builder = builder;
    this.intervalMillis = Math.max(1, interval.toMillis());
  }

  @Override
  public long run(long now) {
    Throttle.Limits limits = throttler.toSend();
    if (limits == null) {
      sent = null;
      return NEVER;
    }
    if (now < sendAt && (sent == null || limits.equals(sent))) {
      return sendAt;
    }
    boolean taken = send(limits);
    sent = taken ? limits : null;
    sendAt = now + (taken ? REPEAT_AFTER_INTERVALS * intervalMillis : intervalMillis);
    return sendAt;
  }

  private boolean send(Throttle.Limits limits) {
    try {
      return builder.setMaxDaSize(limits.maxTxSize(), limits.maxBlockSize());
    } catch (RpcException | RpcTransportException e) {
      logOnce(
          e instanceof RpcException unknown && unknown.code() == RpcException.METHOD_NOT_FOUND
              ? "the engine does not serve the namespace miner: add it to its --http.api, or set"
                  + " --throttle.unsafe-da-bytes-lower-threshold 0"
              : e.getMessage());
      return false;
    }
  }

  private void logOnce(@Nullable String problem) {
    if (problems.shouldLog(problem)) {
      LOG.warn("cannot throttle a block builder: {}", problem);
    }
  }
}
