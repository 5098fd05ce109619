package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.services.engine.rpc.chain.ChainView;

/** The subscriptions of {@code eth_subscribe}: new heads, logs, pending transactions. */
public final class SubscriptionMethods {
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
