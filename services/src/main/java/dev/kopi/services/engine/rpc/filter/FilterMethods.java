package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Filters that clients install and poll, as in go-ethereum. A filter whose last poll is so long ago
 * that changes are lost ends: later polls answer that it is not found, never with part of the
 * changes.
 */
public final class FilterMethods {
  private static final int HASH_CHARS = 69;

  private final ChainView chain;
  private final ChainFeed feed;
  private final LogReader reader;
  private final LogMethods logs;
  private final Filters filters;

  /**
   * The methods over a feed.
   *
   * @param random makes filter IDs that cannot be guessed
   */
  public FilterMethods(
      ChainView chain,
      ChainFeed feed,
      LogMethods logs,
      CallerQuota quota,
      InstantSource time,
      RandomGenerator random) {
    this.chain = chain;
    this.feed = feed;
    this.reader = logs.reader();
    this.logs = logs;
    this.filters = new Filters(quota, time, random);
  }

  /** Adds the methods that only look into the feed. */
  public void addTo(RpcMethods methods) {
    methods.add(
        "eth_newFilter",
        p -> install(p, new Filter.Logs(reader, feed.blocks(), LogRequest.read(p, 0))));
    methods.add("eth_newBlockFilter", p -> install(p, new Filter.Blocks(feed.blocks())));
    methods.add(
        "eth_newPendingTransactionFilter",
        p -> install(p, p.bool(0, false) ? fullTransactions() : transactionHashes()));
    methods.add("eth_uninstallFilter", p -> JsonValues.bool(filters.remove(p.text(0))));
  }

  /** Adds the methods that read logs. */
  public void addReading(LimitedMethods methods) {
    methods.add("eth_getFilterChanges", (p, deadline) -> changes(p));
    methods.add("eth_getFilterLogs", this::filterLogs);
  }

  private Filter transactionHashes() {
    return new Filter.Transactions<>(feed.pendingHashes(), JsonValues::data, hash -> HASH_CHARS);
  }

  private Filter fullTransactions() {
    return new Filter.Transactions<>(
        feed.pendingTransactions(), added -> added.json(chain), AddedTransaction::jsonChars);
  }

  private JsonNode install(Params params, Filter filter) {
    return JsonValues.text(filters.install(params.caller(), filter));
  }

  private JsonNode changes(Params params) {
    String id = params.text(0);
    Filter filter = filters.use(id);
    ArrayNode changes = filter == null ? null : filter.poll();
    if (changes == null) {
      filters.remove(id);
      throw notFound();
    }
    return changes;
  }

  private JsonNode filterLogs(Params params, Deadline deadline) {
    if (filters.use(params.text(0)) instanceof Filter.Logs filter) {
      return logs.logs(filter.request(), deadline);
    }
    throw notFound();
  }

  private static RpcException notFound() {
    return RpcException.server("filter not found");
  }
}
