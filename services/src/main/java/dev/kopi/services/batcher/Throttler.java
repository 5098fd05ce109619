package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.RpcCaller;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.batcher.Throttle;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Sends DA limits to block builders. A failed endpoint is retried with the next update; it never
 * stops the batcher.
 */
public final class Throttler {
  private static final Logger LOG = LoggerFactory.getLogger(Throttler.class);
  private static final int REPEAT_UPDATES = 20;

  private final Throttle initial;
  private final List<RpcCaller> builders;
  private final LogThrottle problems = new LogThrottle();
  private Throttle throttle;
  private Throttle.Limits limits;
  private Throttle.@Nullable Limits sent;
  private int updatesSinceSent;

  /** A throttler that has sent nothing. */
  public Throttler(Throttle throttle, List<RpcCaller> builders) {
    this.initial = throttle;
    this.throttle = throttle;
    this.builders = List.copyOf(builders);
    this.limits = throttle.limits(0);
  }

  /** Updates the limits for so many bytes that are not on L1 yet, and sends them on change. */
  public synchronized void update(long unsafeBytes) {
    if (throttle.lowerThreshold() == 0) {
      return;
    }
    limits = throttle.limits(unsafeBytes);
    if (limits.equals(sent) && updatesSinceSent++ < REPEAT_UPDATES) {
      return;
    }
    boolean all = true;
    for (RpcCaller builder : builders) {
      all &= send(builder, limits);
    }
    sent = all ? limits : null;
    updatesSinceSent = 0;
  }

  private boolean send(RpcCaller builder, Throttle.Limits limits) {
    try {
      JsonNode done =
          builder.call(
              "miner_setMaxDASize",
              JsonValues.quantity(limits.maxTxSize()),
              JsonValues.quantity(limits.maxBlockSize()));
      return done.isBoolean() && done.booleanValue();
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

  /** Changes the throttling curve. */
  public synchronized void use(Throttle changed) {
    throttle = changed;
    sent = null;
  }

  /** Restores the initial throttling curve. */
  public synchronized void reset() {
    use(initial);
  }

  /** The throttling curve. */
  public synchronized Throttle throttle() {
    return throttle;
  }

  /** The current limits. */
  public synchronized Throttle.Limits limits() {
    return limits;
  }
}
