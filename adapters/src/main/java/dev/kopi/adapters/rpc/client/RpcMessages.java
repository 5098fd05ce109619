package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import java.util.ArrayList;
import java.util.List;
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

  static ArrayNode requests(long firstId, List<RpcClient.Call> calls) {
    ArrayNode requests = Json.array();
    for (int i = 0; i < calls.size(); i++) {
      requests.add(request(firstId + i, calls.get(i)));
    }
    return requests;
  }

  /**
   * The replies of a batch in the order of its calls.
   *
   * @param server for errors
   * @throws RpcException when the server refused the whole batch
   * @throws RpcTransportException when a reply is missing
   */
  static List<RpcClient.Reply> replies(String server, JsonNode answer, long firstId, int count) {
    if (answer.isObject()) {
      reply(answer).get();
    }
    RpcClient.@Nullable Reply[] replies = new RpcClient.Reply[count];
    for (JsonNode reply : answer.values()) {
      Long id = id(reply);
      if (id != null && id >= firstId && id < firstId + count) {
        replies[(int) (id - firstId)] = reply(reply);
      }
    }
    List<RpcClient.Reply> out = new ArrayList<>(count);
    for (RpcClient.Reply reply : replies) {
      if (reply == null) {
        throw new RpcTransportException(server + ": the batch response lacks a call");
      }
      out.add(reply);
    }
    return out;
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
