package dev.kopi.services.engine.rpc.trace.parity;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.engine.rpc.trace.CallNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The parameter of trace_filter.
 *
 * @param fromBlock the first block: a number or a tag; null for the genesis
 * @param toBlock the last block; null for the head
 * @param from callers; empty for all
 * @param to callees, new contracts and heirs; empty for all
 * @param both whether caller and callee must match, not one of them
 * @param after how many matches to skip
 * @param count how many matches to return; null for all
 */
record TraceFilter(
    @Nullable JsonNode fromBlock,
    @Nullable JsonNode toBlock,
    Set<Address> from,
    Set<Address> to,
    boolean both,
    long after,
    @Nullable Long count) {
  private static final Set<String> FIELDS =
      Set.of("fromBlock", "toBlock", "fromAddress", "toAddress", "mode", "after", "count");

  /**
   * Reads a filter.
   *
   * @throws RpcException when it is malformed
   */
  static TraceFilter read(JsonNode json) {
    if (!json.isObject()) {
      throw RpcException.invalidParams("trace filter: expected an object");
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw RpcException.invalidParams("trace filter: unknown field `" + field.getKey() + "`");
      }
    }
    try {
      Long after = JsonFields.optionalNumber(json, "after");
      return new TraceFilter(
          JsonFields.optional(json, "fromBlock"),
          JsonFields.optional(json, "toBlock"),
          addresses(json, "fromAddress"),
          addresses(json, "toAddress"),
          isIntersection(JsonFields.optional(json, "mode")),
          after == null ? 0 : after,
          JsonFields.optionalNumber(json, "count"));
    } catch (DecodeException e) {
      throw RpcException.invalidParams("trace filter: " + e.getMessage());
    }
  }

  private static Set<Address> addresses(JsonNode json, String name) {
    List<Address> list =
        JsonFields.optionalList(json, name, node -> JsonFields.asAddress(node, name));
    return list == null ? Set.of() : new HashSet<>(list);
  }

  private static boolean isIntersection(@Nullable JsonNode mode) {
    return switch (mode == null ? "union" : JsonFields.text(mode, "mode")) {
      case "union" -> false;
      case "intersection" -> true;
      default -> throw new DecodeException("mode is union or intersection");
    };
  }

  /** Whether a call is one of those asked for. */
  boolean matches(CallNode call) {
    boolean caller = from.isEmpty() || from.contains(call.from());
    boolean known = !call.isCreate() || call.halt() == null;
    boolean callee = to.isEmpty() || (known && to.contains(call.to()));
    if (both) {
      return caller && callee;
    }
    if (from.isEmpty()) {
      return callee;
    }
    return to.isEmpty() ? caller : caller || callee;
  }
}
