package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.services.engine.chain.ChainListener;
import dev.kopi.services.engine.chain.HeadChange;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Filters that clients install and poll. Each queues the changes since the last poll, up to a
 * limit. A filter that is not polled for five minutes is removed.
 */
public final class FilterMethods implements ChainListener {
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final int MAX_FILTERS = 1000;
  private static final int MAX_WAITING = 20_000;

  private final ChainView chain;
  private final LogMethods logs;
  private final InstantSource time;
  private final RandomGenerator random;
  private final Map<String, Filter> filters = new HashMap<>();

  private enum Kind {
    LOGS,
    BLOCKS,
    TRANSACTIONS
  }

  private static final class Filter {
    final Kind kind;
    final @Nullable JsonNode criteria;
    final LogQuery query;
    ArrayNode waiting = Json.array();
    long usedMillis;

    Filter(Kind kind, @Nullable JsonNode criteria, long nowMillis) {
      this.kind = kind;
      this.criteria = criteria;
      this.query = LogQuery.read(criteria);
      this.usedMillis = nowMillis;
    }
  }

  public FilterMethods(
      ChainView chain, LogMethods logs, InstantSource time, RandomGenerator random) {
    this.chain = chain;
    this.logs = logs;
    this.time = time;
    this.random = random;
  }

  public void addTo(RpcMethods methods) {
    methods.add("eth_newFilter", p -> install(Kind.LOGS, p.get(0)));
    methods.add("eth_newBlockFilter", p -> install(Kind.BLOCKS, null));
    methods.add("eth_newPendingTransactionFilter", p -> install(Kind.TRANSACTIONS, null));
    methods.add("eth_uninstallFilter", this::uninstall);
    methods.add("eth_getFilterChanges", this::changes);
    methods.add("eth_getFilterLogs", this::filterLogs);
  }

  private synchronized JsonNode install(Kind kind, @Nullable JsonNode criteria) {
    long now = time.millis();
    filters.values().removeIf(filter -> now - filter.usedMillis > LIFETIME.toMillis());
    if (filters.size() >= MAX_FILTERS) {
      throw new RpcException(RpcException.LIMIT_EXCEEDED, "too many filters are installed");
    }
    String id = JsonValues.hex(random.nextLong() | Long.MIN_VALUE);
    filters.put(id, new Filter(kind, criteria, now));
    return JsonValues.text(id);
  }

  private synchronized JsonNode uninstall(Params params) {
    return JsonValues.bool(filters.remove(params.text(0)) != null);
  }

  private Filter find(Params params) {
    Filter filter = filters.get(params.text(0));
    if (filter == null) {
      throw RpcException.server("filter not found");
    }
    filter.usedMillis = time.millis();
    return filter;
  }

  private synchronized JsonNode changes(Params params) {
    Filter filter = find(params);
    ArrayNode out = filter.waiting;
    filter.waiting = Json.array();
    return out;
  }

  private JsonNode filterLogs(Params params) {
    JsonNode criteria;
    synchronized (this) {
      criteria = find(params).criteria;
    }
    if (criteria == null) {
      throw RpcException.server("filter not found");
    }
    return logs.logs(criteria);
  }

  @Override
  public synchronized void onHead(HeadChange change) {
    List<Block> removed = chain.blocks(change.removed());
    List<Block> added = chain.blocks(change.added());
    for (Filter filter : filters.values()) {
      if (filter.waiting.size() > MAX_WAITING) {
        continue;
      }
      if (filter.kind == Kind.BLOCKS) {
        added.forEach(block -> filter.waiting.add(block.hash().toHex()));
      } else if (filter.kind == Kind.LOGS) {
        removed.forEach(block -> logs.collect(block, filter.query, true, filter.waiting));
        added.forEach(block -> logs.collect(block, filter.query, false, filter.waiting));
      }
    }
  }

  @Override
  public synchronized void onPending(TransactionEnvelope transaction) {
    for (Filter filter : filters.values()) {
      if (filter.kind == Kind.TRANSACTIONS && filter.waiting.size() < MAX_WAITING) {
        filter.waiting.add(transaction.hash().toHex());
      }
    }
  }
}
