package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

  /** The hashes of new transactions of the pool. */
  final class Transactions implements Filter {
    private final Feed<Hash> feed;
    private long position;

    Transactions(Feed<Hash> feed) {
      this.feed = feed;
      this.position = feed.end();
    }

    @Override
    public synchronized @Nullable ArrayNode poll() {
      List<Hash> hashes = feed.read(position, Integer.MAX_VALUE);
      if (hashes == null) {
        return null;
      }
      ArrayNode out = Json.array();
      hashes.forEach(hash -> out.add(hash.toHex()));
      position += hashes.size();
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
      this.cursor = new LogCursor(reader, feed, request.query());
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
