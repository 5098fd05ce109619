package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.RpcReceiptWriter;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.LogPattern;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** eth_getLogs: the logs of a block or of a range of blocks. */
public final class LogMethods {
  private static final int MAX_LOGS = 20_000;
  private static final long MAX_BLOCKS = 1_000_000;
  private static final int BLOCKS_AT_ONCE = 1024;

  private final ChainView chain;

  public LogMethods(ChainView chain) {
    this.chain = chain;
  }

  public void addTo(RpcMethods methods) {
    methods.add("eth_getLogs", p -> logs(p.get(0)));
  }

  /** The logs that match a filter object. */
  ArrayNode logs(JsonNode filter) {
    LogQuery query = LogQuery.read(filter);
    ArrayNode out = Json.array();
    JsonNode hash = JsonFields.optional(filter, "blockHash");
    if (hash != null) {
      if (filter.has("fromBlock") || filter.has("toBlock")) {
        throw RpcException.invalidParams(
            "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
      }
      Block block = chain.store().block(JsonFields.asHash(hash, "blockHash"));
      if (block == null) {
        throw RpcException.server("unknown block");
      }
      collect(block, query, false, out);
      return out;
    }
    long from = number(JsonFields.optional(filter, "fromBlock"));
    long to = number(JsonFields.optional(filter, "toBlock"));
    long head = chain.head().number();
    if (from > to) {
      throw RpcException.invalidParams("invalid block range params");
    }
    if (from > head || to > head) {
      throw RpcException.invalidParams("block range extends beyond current head block");
    }
    if (to - from >= MAX_BLOCKS) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED, "a query spans at most " + MAX_BLOCKS + " blocks");
    }
    LogPattern pattern = new LogPattern(query.addresses(), query.topics());
    long at = from;
    List<Long> numbers;
    do {
      numbers = chain.store().blocksWithLogs(pattern, at, to, BLOCKS_AT_ONCE);
      for (long number : numbers) {
        Hash canonical = chain.store().canonicalHash(number);
        Block block = canonical == null ? null : chain.store().block(canonical);
        if (block != null) {
          collect(block, query, false, out);
        }
        at = number + 1;
      }
    } while (numbers.size() == BLOCKS_AT_ONCE && at <= to);
    return out;
  }

  private long number(@Nullable JsonNode node) {
    if (node == null) {
      return chain.head().number();
    }
    String text = JsonFields.text(node, "block");
    if (text.startsWith("0x")) {
      return Params.strictQuantity(node, "block");
    }
    Hash hash = chain.byTag(text);
    Header header = hash == null ? null : chain.store().header(hash);
    if (header == null) {
      throw RpcException.server("unknown block");
    }
    return header.number();
  }

  /** Adds the logs of a block that match a query. */
  void collect(Block block, LogQuery query, boolean removed, ArrayNode out) {
    if (!query.mayMatch(block.header().logsBloom())) {
      return;
    }
    List<Receipt> receipts = chain.receipts(block);
    int index = 0;
    for (int i = 0; i < receipts.size(); i++) {
      for (Log log : receipts.get(i).logs()) {
        if (query.matches(log)) {
          if (out.size() == MAX_LOGS) {
            throw new RpcException(
                RpcException.LIMIT_EXCEEDED,
                "query returned more than " + MAX_LOGS + " results: ask for fewer blocks");
          }
          out.add(RpcReceiptWriter.log(block, i, index, log, removed));
        }
        index++;
      }
    }
  }
}
