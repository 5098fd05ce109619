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
 * Tells block builders how much data a transaction and a block may take. An endpoint that cannot be
 * told is told again with the next change; it never stops the batcher.
 */
public final class Throttler {
  private static final Logger LOG = LoggerFactory.getLogger(Throttler.class);
  private static final int REPEAT_UPDATES = 20;

  private final Throttle initial;
  private final List<RpcCaller> builders;
  private final LogThrottle problems = new LogThrottle();
  private Throttle throttle;
  private Throttle.Limits limits;
  private Throttle.@Nullable Limits told;
  private int updatesSinceTold;

  /** Nothing is told yet. */
  public Throttler(Throttle throttle, List<RpcCaller> builders) {
    this.initial = throttle;
    this.throttle = throttle;
    this.builders = List.copyOf(builders);
    this.limits = throttle.limits(0);
  }

  /** So many bytes are not on L1 yet. */
  public synchronized void update(long unsafeBytes) {
    if (throttle.lowerThreshold() == 0) {
      return;
    }
    limits = throttle.limits(unsafeBytes);
    if (limits.equals(told) && updatesSinceTold++ < REPEAT_UPDATES) {
      return;
    }
    boolean all = true;
    for (RpcCaller builder : builders) {
      all &= tell(builder, limits);
    }
    told = all ? limits : null;
    updatesSinceTold = 0;
  }

  private boolean tell(RpcCaller builder, Throttle.Limits limits) {
    try {
      JsonNode done =
          builder.call(
              "miner_setMaxDASize",
              JsonValues.quantity(limits.maxTxSize()),
              JsonValues.quantity(limits.maxBlockSize()));
      return done.isBoolean() && done.booleanValue();
    } catch (RpcException | RpcTransportException e) {
      tellOnce(
          e instanceof RpcException unknown && unknown.code() == RpcException.METHOD_NOT_FOUND
              ? "the engine does not serve the namespace miner: add it to its --http.api, or set"
                  + " --throttle.unsafe-da-bytes-lower-threshold 0"
              : e.getMessage());
      return false;
    }
  }

  private void tellOnce(@Nullable String problem) {
    if (problems.shouldLog(problem)) {
      LOG.warn("a block builder cannot be held back: {}", problem);
    }
  }

  /** Changes the shape of the curve. */
  public synchronized void use(Throttle changed) {
    throttle = changed;
    told = null;
  }

  /** Goes back to the shape that it started with. */
  public synchronized void reset() {
    use(initial);
  }

  /** The shape of the curve. */
  public synchronized Throttle throttle() {
    return throttle;
  }

  /** What the builders are to be told. */
  public synchronized Throttle.Limits limits() {
    return limits;
  }
}
