package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcBlockWriter;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.rpc.chain.BlockReceipts;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * A subscription: a position in a feed that moves as its client reads. A client that falls too far
 * behind gets no further event, but an error that closes its connection.
 */
final class Subscription implements EventSource {
  /** Memory of a subscription beyond its criteria, in bytes. */
  static final int OBJECT_BYTES = 1024;

  private final Events events;
  private final Runnable stopWaking;
  private final Runnable release;
  private boolean closed;

  /**
   * A subscription that is woken already.
   *
   * @param release gives back what it took of its caller's quota
   */
  Subscription(Events events, Runnable stopWaking, Runnable release) {
    this.events = events;
    this.stopWaking = stopWaking;
    this.release = release;
  }

  @Override
  public synchronized @Nullable JsonNode next() {
    return closed ? null : events.next();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      stopWaking.run();
      release.run();
    }
  }

  private static RpcException behind() {
    return RpcException.server("the client reads too slowly: events are lost");
  }

  /** What is sent. */
  sealed interface Events {
    /**
     * The next event, or null when there is none yet.
     *
     * @throws RpcException when events are lost
     */
    @Nullable JsonNode next();
  }

  private static <T> @Nullable T entry(Feed<T> feed, long position) {
    List<T> entries = feed.read(position, 1);
    if (entries == null) {
      throw behind();
    }
    return entries.isEmpty() ? null : entries.getFirst();
  }

  /** The headers of new blocks. */
  static final class NewHeads implements Events {
    private final Feed<ChainFeed.BlockChange> feed;
    private final ChainStore store;
    private long position;

    NewHeads(Feed<ChainFeed.BlockChange> feed, ChainStore store) {
      this.feed = feed;
      this.store = store;
      this.position = feed.end();
    }

    @Override
    public @Nullable JsonNode next() {
      for (; ; ) {
        ChainFeed.BlockChange change = entry(feed, position);
        if (change == null) {
          return null;
        }
        position++;
        if (!change.removed()) {
          Header header = store.header(change.hash());
          if (header == null) {
            throw behind();
          }
          return RpcBlockWriter.header(header, change.hash());
        }
      }
    }
  }

  /** The receipts of new blocks, those of one block in one event. */
  static final class Receipts implements Events {
    private final Feed<ChainFeed.BlockChange> feed;
    private final ChainStore store;
    private final BlockReceipts receipts;
    private final Set<Hash> transactions;
    private long position;

    /**
     * Starts after the newest block.
     *
     * @param transactions whose receipts are sent; empty for all
     */
    Receipts(
        Feed<ChainFeed.BlockChange> feed,
        ChainStore store,
        BlockReceipts receipts,
        Set<Hash> transactions) {
      this.feed = feed;
      this.store = store;
      this.receipts = receipts;
      this.transactions = Set.copyOf(transactions);
      this.position = feed.end();
    }

    @Override
    public @Nullable JsonNode next() {
      for (; ; ) {
        ChainFeed.BlockChange change = entry(feed, position);
        if (change == null) {
          return null;
        }
        position++;
        Block block = change.removed() ? null : store.block(change.hash());
        if (block == null && !change.removed()) {
          throw behind();
        }
        if (block != null && hasWanted(block)) {
          return receipts.of(block, transactions);
        }
      }
    }

    private boolean hasWanted(Block block) {
      return transactions.isEmpty()
          ? !block.transactions().isEmpty()
          : BlockReceipts.hasAny(block, transactions);
    }
  }

  /** That the node is not synchronizing, told once: it has the chain from its rollup node. */
  static final class Syncing implements Events {
    private boolean told;

    @Override
    public @Nullable JsonNode next() {
      boolean first = !told;
      told = true;
      return first ? JsonValues.bool(false) : null;
    }
  }

  /** The logs of new blocks, and again those of removed ones. */
  static final class Logs implements Events {
    private final LogCursor cursor;

    Logs(LogCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public @Nullable JsonNode next() {
      ArrayNode logs = cursor.next(LogReader.Limits.EVENT);
      if (logs == null) {
        throw behind();
      }
      return logs.get(0);
    }
  }

  /** The hashes of new transactions of the pool. */
  static final class PendingHashes implements Events {
    private final Feed<Hash> feed;
    private long position;

    PendingHashes(Feed<Hash> feed) {
      this.feed = feed;
      this.position = feed.end();
    }

    @Override
    public @Nullable JsonNode next() {
      Hash hash = entry(feed, position);
      if (hash == null) {
        return null;
      }
      position++;
      return JsonValues.data(hash);
    }
  }

  /** New transactions of the pool. */
  static final class PendingTransactions implements Events {
    private final Feed<AddedTransaction> feed;
    private final ChainView chain;
    private long position;

    PendingTransactions(Feed<AddedTransaction> feed, ChainView chain) {
      this.feed = feed;
      this.chain = chain;
      this.position = feed.end();
    }

    @Override
    public @Nullable JsonNode next() {
      AddedTransaction transaction = entry(feed, position);
      if (transaction == null) {
        return null;
      }
      position++;
      return transaction.json(chain);
    }
  }
}
