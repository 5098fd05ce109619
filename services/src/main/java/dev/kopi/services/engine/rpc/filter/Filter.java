package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.Json;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** An installed filter: a position in a feed. */
sealed interface Filter {
  /**
   * The changes since the last poll, or the first part of them when they are many: the next poll
   * gives the rest.
   *
   * @return null when changes are lost, because the last poll is too long ago
   */
  @Nullable ArrayNode poll();

  /** About how many bytes the filter takes. */
  long bytes();

  /** Memory of a filter beyond its criteria, in bytes. */
  int OBJECT_BYTES = 512;

  /** The hashes of new blocks. */
  final class Blocks implements Filter {
    private final Feed<ChainFeed.BlockChange> feed;
    private long position;

    Blocks(Feed<ChainFeed.BlockChange> feed) {
      this.feed = feed;
      this.position = feed.end();
    }

    @Override
    public synchronized @Nullable ArrayNode poll() {
      List<ChainFeed.BlockChange> changes = feed.read(position, Integer.MAX_VALUE);
      if (changes == null) {
        return null;
      }
      ArrayNode out = Json.array();
      for (ChainFeed.BlockChange change : changes) {
        if (!change.removed()) {
          out.add(change.hash().toHex());
        }
      }
      position += changes.size();
      return out;
    }

    @Override
    public long bytes() {
      return OBJECT_BYTES;
    }
  }

  /**
   * The new transactions of the pool, each as its hash or as a whole.
   *
   * @param <T> an entry of the feed
   */
  final class Transactions<T> implements Filter {
    private static final int AT_ONCE = 1024;

    private final Feed<T> feed;
    private final Function<T, JsonNode> json;
    private final ToLongFunction<T> chars;
    private long position;

    /**
     * Starts after the newest transaction.
     *
     * @param chars about how many characters the JSON of an entry has
     */
    Transactions(Feed<T> feed, Function<T, JsonNode> json, ToLongFunction<T> chars) {
      this.feed = feed;
      this.json = json;
      this.chars = chars;
      this.position = feed.end();
    }

    @Override
    public synchronized @Nullable ArrayNode poll() {
      ArrayNode out = Json.array();
      long size = 0;
      while (size < LogReader.Limits.POLL.chars()) {
        List<T> entries = feed.read(position, AT_ONCE);
        if (entries == null) {
          return null;
        }
        if (entries.isEmpty()) {
          break;
        }
        for (int i = 0; i < entries.size() && size < LogReader.Limits.POLL.chars(); i++) {
          out.add(json.apply(entries.get(i)));
          size += chars.applyAsLong(entries.get(i));
          position++;
        }
      }
      return out;
    }

    @Override
    public long bytes() {
      return OBJECT_BYTES;
    }
  }

  /** The logs of new blocks, and again those of removed ones. */
  final class Logs implements Filter {
    private final LogCursor cursor;
    private final LogRequest request;

    Logs(LogReader reader, Feed<ChainFeed.BlockChange> feed, LogRequest request) {
      this.request = request;
      this.cursor = new LogCursor(reader, feed, request.query(), request.newBlocks());
    }

    /** What was asked for, for eth_getFilterLogs. */
    LogRequest request() {
      return request;
    }

    @Override
    public synchronized @Nullable ArrayNode poll() {
      return cursor.next(LogReader.Limits.POLL);
    }

    @Override
    public long bytes() {
      return OBJECT_BYTES + request.query().bytes();
    }
  }
}
