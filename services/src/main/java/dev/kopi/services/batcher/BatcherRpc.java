package dev.kopi.services.batcher;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.services.batcher.BatcherDriver.Command;
import dev.kopi.services.lifecycle.CommandAnswer;
import tools.jackson.databind.JsonNode;

/** The admin methods of a batcher. */
public final class BatcherRpc {
  private BatcherRpc() {}

  /** The methods of one batcher. */
  public static RpcMethods methods(BatcherService batcher) {
    return new RpcMethods()
        .add("admin_startBatcher", params -> command(batcher, Command.START))
        .add("admin_stopBatcher", params -> command(batcher, Command.STOP))
        .add("admin_flushBatcher", params -> command(batcher, Command.FLUSH))
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

  private static JsonNode command(BatcherService batcher, Command command) {
    CommandAnswer answer = batcher.command(command);
    if (answer != CommandAnswer.DONE) {
      throw RpcException.server("batcher " + answer.text());
    }
    return JsonValues.nothing();
  }

  private static JsonNode done(Runnable action) {
    action.run();
    return JsonValues.nothing();
  }
}
