package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcBlockWriter;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.chain.ChainListener;
import dev.kopi.services.engine.chain.HeadChange;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The subscriptions of {@code eth_subscribe}: new heads, logs, pending transactions. */
public final class Subscriptions {
  private final ChainView chain;
  private final ChainEvents events;
  private final LogMethods logs;

  public Subscriptions(ChainView chain, ChainEvents events, LogMethods logs) {
    this.chain = chain;
    this.events = events;
    this.logs = logs;
  }

  public void addTo(RpcMethods methods) {
    methods.addStream(
        "eth", "newHeads", (params, sink) -> events.subscribe(new NewHeads(chain, sink)));
    methods.addStream("eth", "logs", this::logs);
    methods.addStream("eth", "newPendingTransactions", this::pending);
  }

  private Runnable logs(Params params, Consumer<JsonNode> sink) {
    LogQuery query = LogQuery.read(params.optional(0));
    return events.subscribe(new NewLogs(query, sink));
  }

  private record NewHeads(ChainView chain, Consumer<JsonNode> sink) implements ChainListener {
    @Override
    public void onHead(HeadChange change) {
      chain
          .blocks(change.added())
          .forEach(block -> sink.accept(RpcBlockWriter.header(block.header(), block.hash())));
    }
  }

  private final class NewLogs implements ChainListener {
    private final LogQuery query;
    private final Consumer<JsonNode> sink;

    NewLogs(LogQuery query, Consumer<JsonNode> sink) {
      this.query = query;
      this.sink = sink;
    }

    @Override
    public void onHead(HeadChange change) {
      chain.blocks(change.removed()).forEach(block -> send(block, true));
      chain.blocks(change.added()).forEach(block -> send(block, false));
    }

    private void send(Block block, boolean gone) {
      ArrayNode found = Json.array();
      logs.collect(block, query, gone, found);
      found.forEach(sink);
    }
  }

  /** Hashes, or full transactions if the parameter is true. */
  private Runnable pending(Params params, Consumer<JsonNode> sink) {
    return events.subscribe(new Pending(chain, params.bool(0, false), sink));
  }

  private record Pending(ChainView chain, boolean full, Consumer<JsonNode> sink)
      implements ChainListener {
    @Override
    public void onPending(TransactionEnvelope transaction) {
      sink.accept(
          full
              ? RpcTransactionWriter.write(
                  transaction, chain.sender(transaction, chain.rules(chain.head())), null, null)
              : JsonValues.data(transaction.hash()));
    }
  }
}
