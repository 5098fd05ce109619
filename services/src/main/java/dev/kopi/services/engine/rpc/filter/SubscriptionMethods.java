package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.rpc.chain.BlockReceipts;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The subscriptions of {@code eth_subscribe}: heads, logs, receipts, pending transactions. */
public final class SubscriptionMethods {
  private static final int MAX_TRANSACTIONS = 200;

  /** Memory of a hash in a set, in bytes. */
  private static final int HASH_BYTES = 100;

  private final ChainView chain;
  private final ChainFeed feed;
  private final LogReader reader;
  private final CallerQuota quota;

  /** The subscriptions to a feed. */
  public SubscriptionMethods(ChainView chain, ChainFeed feed, LogMethods logs, CallerQuota quota) {
    this.chain = chain;
    this.reader = logs.reader();
    this.feed = feed;
    this.quota = quota;
  }

  /** Adds the streams. */
  public void addTo(RpcMethods methods) {
    methods.addStream("eth", "newHeads", this::newHeads);
    methods.addStream("eth", "logs", this::logs);
    methods.addStream("eth", "newPendingTransactions", this::pending);
    methods.addStream("eth", "transactionReceipts", this::receipts);
    methods.addStream("eth", "syncing", this::syncing);
  }

  private EventSource newHeads(Params params, Runnable wake) {
    Runnable release = quota.take(params.caller(), Subscription.OBJECT_BYTES);
    return new Subscription(
        new Subscription.NewHeads(feed.blocks(), chain.store()), feed.wakeOnBlocks(wake), release);
  }

  private EventSource logs(Params params, Runnable wake) {
    LogRequest request = params.optional(0) == null ? LogRequest.ALL : LogRequest.read(params, 0);
    LogQuery query = request.query();
    LogRange range = request.newBlocks();
    Runnable release = quota.take(params.caller(), Subscription.OBJECT_BYTES + query.bytes());
    return new Subscription(
        new Subscription.Logs(new LogCursor(reader, feed.blocks(), query, range)),
        feed.wakeOnBlocks(wake),
        release);
  }

  private EventSource receipts(Params params, Runnable wake) {
    Set<Hash> transactions = params.optional(0, (node, name) -> transactions(node));
    if (transactions != null && transactions.size() > MAX_TRANSACTIONS) {
      throw RpcException.server(
          "exceed max number of transaction hashes allowed per transactionReceipts subscription");
    }
    Set<Hash> wanted = transactions == null ? Set.of() : transactions;
    Runnable release =
        quota.take(params.caller(), Subscription.OBJECT_BYTES + (long) HASH_BYTES * wanted.size());
    return new Subscription(
        new Subscription.Receipts(feed.blocks(), chain.store(), new BlockReceipts(chain), wanted),
        feed.wakeOnBlocks(wake),
        release);
  }

  private static Set<Hash> transactions(JsonNode json) {
    List<Hash> hashes =
        JsonFields.optionalList(
            json, "transactionHashes", hash -> JsonFields.asHash(hash, "transactionHashes"));
    return hashes == null ? Set.of() : new HashSet<>(hashes);
  }

  private EventSource syncing(Params params, Runnable wake) {
    Runnable release = quota.take(params.caller(), Subscription.OBJECT_BYTES);
    return new Subscription(new Subscription.Syncing(), () -> {}, release);
  }

  /** Hashes, or full transactions if the parameter is true. */
  private EventSource pending(Params params, Runnable wake) {
    boolean full = params.bool(0, false);
    Runnable release = quota.take(params.caller(), Subscription.OBJECT_BYTES);
    return new Subscription(
        full
            ? new Subscription.PendingTransactions(feed.pendingTransactions(), chain)
            : new Subscription.PendingHashes(feed.pendingHashes()),
        feed.wakeOnTransactions(wake),
        release);
  }
}
