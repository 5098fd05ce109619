package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.CallPool;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subscription {@code traceChain} of {@code debug_subscribe}: the traces of a range of blocks,
 * one event for each block with transactions. A block is traced when the client has read those
 * before; a failure closes the connection.
 */
public final class ChainTraceMethods {
  private final ChainView chain;
  private final TraceMethods traces;
  private final CallPool pool;

  /**
   * The subscription.
   *
   * @param pool traces the blocks
   */
  public ChainTraceMethods(ChainView chain, TraceMethods traces, CallPool pool) {
    this.chain = chain;
    this.traces = traces;
    this.pool = pool;
  }

  /** Adds the stream. */
  public void addTo(RpcMethods methods) {
    methods.addStream("debug", "traceChain", this::subscribe);
  }

  private EventSource subscribe(Params params, Runnable wake) {
    Block first = block(params, 0);
    Block last = block(params, 1);
    if (first.number() >= last.number()) {
      throw RpcException.server(
          "end block (#"
              + last.number()
              + ") needs to come after start block (#"
              + first.number()
              + ")");
    }
    // Malformed options refuse the subscription.
    DebugTracers.of(TraceOptions.read(params.optional(2)));
    return new Range(params, first.number() + 1, last.number());
  }

  private Block block(Params params, int index) {
    Block block = chain.blockByNumber(params, index);
    if (block == null) {
      throw RpcException.server("block #" + params.text(index) + " not found");
    }
    return block;
  }

  private final class Range implements EventSource {
    private final Params params;
    private final long last;
    private long next;
    private volatile boolean closed;

    Range(Params params, long first, long last) {
      this.params = params;
      this.next = first;
      this.last = last;
    }

    @Override
    public @Nullable JsonNode next() {
      while (!closed && next <= last) {
        long number = next++;
        Hash hash = chain.store().canonicalHash(number);
        Block block = hash == null ? null : chain.store().block(hash);
        if (block == null) {
          throw RpcException.server("block #" + number + " not found");
        }
        if (!block.transactions().isEmpty() || number == last) {
          return event(block);
        }
      }
      return null;
    }

    private ObjectNode event(Block block) {
      ObjectNode json = Json.object();
      json.set("block", JsonValues.quantity(block.number()));
      json.set("hash", JsonValues.data(block.hash()));
      boolean empty = block.transactions().isEmpty();
      json.set(
          "traces",
          empty
              ? Json.array()
              : pool.run(
                  params.caller(),
                  deadline -> traces.traceAll(block, params.optional(2), deadline)));
      return json;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
