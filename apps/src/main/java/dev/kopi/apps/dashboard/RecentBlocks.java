package dev.kopi.apps.dashboard;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClient.Call;
import dev.kopi.adapters.rpc.client.RpcClient.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The newest blocks of a chain in short form, at most a fixed number. After a reorganisation they
 * are read anew. Of one thread.
 */
final class RecentBlocks {
  private static final int CHUNK = 8;

  private final RpcClient rpc;
  private final int capacity;
  private final Function<JsonNode, ObjectNode> summary;
  private final Deque<ObjectNode> blocks = new ArrayDeque<>();

  /**
   * No blocks yet.
   *
   * @param capacity the most blocks that are kept
   * @param summary what to keep of a block, given with its transactions; the number, hash and
   *     parent are added
   */
  RecentBlocks(RpcClient rpc, int capacity, Function<JsonNode, ObjectNode> summary) {
    this.rpc = rpc;
    this.capacity = capacity;
    this.summary = summary;
  }

  /**
   * Reads what is new.
   *
   * @return the new blocks, oldest first
   */
  List<JsonNode> follow() {
    JsonNode head =
        rpc.call("eth_getBlockByNumber", JsonValues.text("latest"), JsonValues.bool(false));
    long number = JsonFields.quantity(head, "number");
    ObjectNode newest = blocks.peekLast();
    if (newest != null && newest.path("hash").asString().equals(head.path("hash").asString())) {
      return List.of();
    }
    long from = Math.max(0, number - capacity + 1);
    if (newest != null && newest.path("number").asLong() >= number) {
      blocks.clear();
    } else if (newest != null && newest.path("number").asLong() + 1 >= from) {
      from = newest.path("number").asLong() + 1;
    } else {
      blocks.clear();
    }
    List<JsonNode> added = new ArrayList<>();
    for (long first = from; first <= number; first += CHUNK) {
      for (JsonNode block : read(first, Math.min(number, first + CHUNK - 1))) {
        if (!append(block)) {
          blocks.clear();
          return added;
        }
        added.add(block);
      }
    }
    return added;
  }

  private List<JsonNode> read(long first, long last) {
    List<Call> calls = new ArrayList<>();
    for (long number = first; number <= last; number++) {
      calls.add(
          new Call(
              "eth_getBlockByNumber", List.of(JsonValues.quantity(number), JsonValues.bool(true))));
    }
    return rpc.batch(calls).stream().map(Reply::get).toList();
  }

  /** False when the block is not there any more, or does not follow the one before. */
  private boolean append(JsonNode block) {
    ObjectNode newest = blocks.peekLast();
    if (!block.isObject()
        || (newest != null
            && !newest.path("hash").asString().equals(block.path("parentHash").asString()))) {
      return false;
    }
    ObjectNode kept = summary.apply(block);
    kept.put("number", JsonFields.quantity(block, "number"));
    kept.put("hash", JsonFields.hash(block, "hash").toHex());
    kept.put("time", JsonFields.quantity(block, "timestamp"));
    kept.put("txs", block.path("transactions").size());
    kept.put("gasUsed", JsonFields.quantity(block, "gasUsed"));
    kept.put("gasLimit", JsonFields.quantity(block, "gasLimit"));
    kept.put("baseFee", block.path("baseFeePerGas").asString("0x0"));
    blocks.addLast(kept);
    if (blocks.size() > capacity) {
      blocks.removeFirst();
    }
    return true;
  }

  @Nullable ObjectNode oldest() {
    return blocks.peekFirst();
  }

  @Nullable ObjectNode newest() {
    return blocks.peekLast();
  }

  ArrayNode toJson() {
    ArrayNode array = Json.array();
    blocks.forEach(array::add);
    return array;
  }
}
