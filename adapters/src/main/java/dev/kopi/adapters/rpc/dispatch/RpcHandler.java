package dev.kopi.adapters.rpc.dispatch;

import dev.kopi.adapters.rpc.RpcException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Handles one method. Called concurrently from many virtual threads. */
@FunctionalInterface
public interface RpcHandler {
  /**
   * Handles a call.
   *
   * @param params the positional parameters, and who calls
   * @return the result; null becomes JSON null
   * @throws RpcException to return an error
   * @throws dev.kopi.core.primitives.DecodeException to return that the parameters are invalid
   */
  @Nullable JsonNode handle(Params params);
}
