package dev.kopi.adapters.ethclient;

import tools.jackson.databind.JsonNode;

/** Makes JSON-RPC calls to a node. Called from many threads. */
@FunctionalInterface
public interface RpcCaller {
  /**
   * Calls a method.
   *
   * @return the result, which may be a JSON null
   * @throws dev.kopi.adapters.rpc.RpcException when the node returns an error
   * @throws dev.kopi.adapters.rpc.RpcTransportException when the node does not respond
   */
  JsonNode call(String method, JsonNode... params);
}
