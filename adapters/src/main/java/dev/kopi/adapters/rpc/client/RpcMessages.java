package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Encodes requests and decodes responses. */
final class RpcMessages {
  private RpcMessages() {}

  static ObjectNode request(long id, RpcClient.Call call) {
    ObjectNode request = Json.object();
    request.put("jsonrpc", "2.0").put("id", id).put("method", call.method());
    ArrayNode params = request.putArray("params");
    call.params().forEach(params::add);
    return request;
  }

  /** The id of a response, or null when it is not an integer. */
  static @Nullable Long id(JsonNode reply) {
    JsonNode id = reply.path("id");
    return id.isIntegralNumber() && id.canConvertToLong() ? id.longValue() : null;
  }

  static RpcClient.Reply reply(JsonNode reply) {
    JsonNode error = reply.path("error");
    if (error.isObject()) {
      JsonNode data = error.get("data");
      return new RpcClient.Reply(
          null,
          new RpcException(
              error.path("code").asInt(RpcException.SERVER_ERROR),
              error.path("message").asString(""),
              data == null || data.isNull() ? null : data));
    }
    JsonNode result = reply.get("result");
    return new RpcClient.Reply(result == null ? JsonValues.nothing() : result, null);
  }
}
