package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.GoValues;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.rpc.chain.BlockArgument;
import java.util.List;
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
record LogRequest(
    LogQuery query,
    @Nullable Hash blockHash,
    BlockArgument.Position from,
    BlockArgument.Position to) {
  /** All logs of the newest block, or of all new blocks. */
  static final LogRequest ALL =
      new LogRequest(
          new LogQuery(List.of(), List.of()), null, BlockArgument.LATEST, BlockArgument.LATEST);

  /**
   * Reads the filter object at {@code index}.
   *
   * @throws RpcException when it is malformed
   */
  static LogRequest read(Params params, int index) {
    return params.get(index, (node, name) -> decode(node));
  }

  private static LogRequest decode(JsonNode json) {
    if (!json.isObject()) {
      throw GoValues.mismatch(GoValues.kind(json), GoValues.VALUE, "filters.input");
    }
    JsonNode hash = JsonFields.optional(json, "blockHash");
    JsonNode from = JsonFields.optional(json, "fromBlock");
    JsonNode to = JsonFields.optional(json, "toBlock");
    if (hash != null && (from != null || to != null)) {
      throw new DecodeException(
          "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
    }
    return new LogRequest(
        LogQuery.read(json),
        hash == null ? null : JsonFields.asHash(hash, "blockHash"),
        from == null ? BlockArgument.LATEST : BlockArgument.position(from),
        to == null ? BlockArgument.LATEST : BlockArgument.position(to));
  }

  /** Whether a bound is the pending block, whose logs are never served. */
  boolean asksForPending() {
    return from.equals(BlockArgument.PENDING) || to.equals(BlockArgument.PENDING);
  }

  /**
   * The new blocks whose logs a filter or subscription delivers.
   *
   * @throws RpcException when the range contains none, or ends at a block that is not fixed yet
   */
  LogRange newBlocks() {
    if (asksForPending()) {
      throw pendingUnsupported();
    }
    return switch (from) {
      case BlockArgument.Numbered(long first) -> range(first);
      case BlockArgument.Tagged(BlockArgument.Tag tag) when tag == BlockArgument.Tag.EARLIEST ->
          range(0);
      case BlockArgument.Tagged tagged -> {
        if (!from.equals(BlockArgument.LATEST) || !to.equals(BlockArgument.LATEST)) {
          throw invalidRange();
        }
        yield LogRange.ALL;
      }
    };
  }

  private LogRange range(long first) {
    return switch (to) {
      case BlockArgument.Numbered(long last) -> {
        if (last < first) {
          throw invalidRange();
        }
        yield new LogRange(first, last);
      }
      case BlockArgument.Tagged tagged -> {
        if (!to.equals(BlockArgument.LATEST)) {
          throw invalidRange();
        }
        yield new LogRange(first, Long.MAX_VALUE);
      }
    };
  }

  static RpcException invalidRange() {
    return RpcException.invalidParams("invalid block range params");
  }

  static RpcException pendingUnsupported() {
    return RpcException.invalidParams("pending logs are not supported");
  }
}
