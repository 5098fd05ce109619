package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.primitives.Hash;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A filter object: which logs of which blocks.
 *
 * @param query the logs
 * @param blockHash the one block, or null for a range
 * @param from the first block
 * @param to the last block
 */
record LogRequest(LogQuery query, @Nullable Hash blockHash, Bound from, Bound to) {
  private static final Set<String> TAGS =
      Set.of("latest", "pending", "safe", "finalized", "earliest");

  /** A block number or tag. */
  sealed interface Bound {
    record Number(long number) implements Bound {}

    record Tag(String tag) implements Bound {}

    /** The head. */
    Bound LATEST = new Tag("latest");
  }

  /**
   * Reads a filter object.
   *
   * @throws RpcException when it is malformed
   */
  static LogRequest read(JsonNode json) {
    if (!json.isObject()) {
      throw RpcException.invalidParams("the filter is an object");
    }
    JsonNode hash = JsonFields.optional(json, "blockHash");
    if (hash != null && (json.has("fromBlock") || json.has("toBlock"))) {
      throw RpcException.invalidParams(
          "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
    }
    return new LogRequest(
        LogQuery.read(json),
        hash == null ? null : JsonFields.asHash(hash, "blockHash"),
        bound(JsonFields.optional(json, "fromBlock")),
        bound(JsonFields.optional(json, "toBlock")));
  }

  private static Bound bound(@Nullable JsonNode node) {
    if (node == null) {
      return Bound.LATEST;
    }
    String text = JsonFields.text(node, "block");
    if (text.startsWith("0x")) {
      return new Bound.Number(Params.strictQuantity(node, "block"));
    }
    if (!TAGS.contains(text)) {
      throw RpcException.invalidParams(
          "a block is named by latest, pending, safe, finalized, earliest or a hex number");
    }
    return new Bound.Tag(text);
  }
}
