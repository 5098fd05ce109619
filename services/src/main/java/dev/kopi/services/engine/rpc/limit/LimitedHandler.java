package dev.kopi.services.engine.rpc.limit;

import dev.kopi.adapters.rpc.dispatch.Params;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Handles a method that is expensive, within a deadline. */
@FunctionalInterface
public interface LimitedHandler {
  /**
   * Handles a call, as {@link dev.kopi.adapters.rpc.dispatch.RpcHandler} does.
   *
   * @param deadline to be looked at between steps
   */
  @Nullable JsonNode handle(Params params, Deadline deadline);
}
