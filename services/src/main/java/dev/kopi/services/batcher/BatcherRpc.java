package dev.kopi.services.batcher;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.batcher.Throttle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The admin methods of a batcher. */
public final class BatcherRpc {
  private BatcherRpc() {}

  /** The methods of one batcher. */
  public static RpcMethods methods(BatcherService batcher) {
    return new RpcMethods()
        .add("admin_startBatcher", params -> done(batcher::startBatching))
        .add("admin_stopBatcher", params -> done(batcher::stopBatching))
        .add("admin_flushBatcher", params -> done(batcher::flush))
        .add("admin_getThrottleController", params -> throttle(batcher.throttler()))
        .add("admin_resetThrottleController", params -> done(batcher.throttler()::reset))
        .add(
            "admin_setThrottleController",
            params -> done(() -> use(batcher.throttler(), params.text(0))));
  }

  private static void use(Throttler throttler, String kind) {
    Throttle now = throttler.throttle();
    Throttle.Kind chosen;
    switch (kind) {
      case "step" -> chosen = Throttle.Kind.STEP;
      case "linear" -> chosen = Throttle.Kind.LINEAR;
      case "quadratic" -> chosen = Throttle.Kind.QUADRATIC;
      default -> throw RpcException.invalidParams("no such controller: " + kind);
    }
    throttler.use(
        new Throttle(
            chosen,
            now.lowerThreshold(),
            now.upperThreshold(),
            now.txSizeLower(),
            now.txSizeUpper(),
            now.blockSizeLower(),
            now.blockSizeUpper()));
  }

  private static JsonNode throttle(Throttler throttler) {
    Throttle throttle = throttler.throttle();
    Throttle.Limits limits = throttler.limits();
    String name =
        switch (throttle.kind()) {
          case STEP -> "step";
          case LINEAR -> "linear";
          case QUADRATIC -> "quadratic";
        };
    return Json.object()
        .put("type", name)
        .put("threshold", throttle.lowerThreshold())
        .put("max_threshold", throttle.upperThreshold())
        .put("max_tx_size", limits.maxTxSize())
        .put("max_block_size", limits.maxBlockSize())
        .put("intensity", (double) limits.intensity() / Throttle.FULL);
  }

  private static @Nullable JsonNode done(Runnable action) {
    try {
      action.run();
      return JsonValues.nothing();
    } catch (IllegalStateException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
  }
}
