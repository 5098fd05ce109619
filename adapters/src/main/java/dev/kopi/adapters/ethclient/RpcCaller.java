package dev.kopi.adapters.ethclient;

import tools.jackson.databind.JsonNode;

/** Carries a JSON-RPC call to a node and its result back. Called from many threads. */
@FunctionalInterface
public interface RpcCaller {
  /**
   * Calls.
   *
   * @return the result; a JSON null when the node answers so
   * @throws dev.kopi.adapters.rpc.RpcException when the node answers an error
   * @throws dev.kopi.adapters.rpc.RpcTransportException when there is no answer
   */
  JsonNode call(String method, JsonNode... params);
}
