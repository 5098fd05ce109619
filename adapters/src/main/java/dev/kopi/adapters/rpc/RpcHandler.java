package dev.kopi.adapters.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Answers one method. Called from many virtual threads at the same time. */
@FunctionalInterface
public interface RpcHandler {
  /**
   * Answers a call.
   *
   * @param params the positional parameters
   * @return the result; null is answered as JSON null
   * @throws RpcException to answer an error
   * @throws dev.kopi.core.primitives.DecodeException to answer that the parameters are wrong
   */
  @Nullable JsonNode handle(Params params);
}
