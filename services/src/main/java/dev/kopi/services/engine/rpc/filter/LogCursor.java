package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * Walks through the changes of the chain and reads the logs that match a query: a block and a place
 * in it are all that it holds. Not thread-safe.
 */
final class LogCursor {
  private static final int BLOCKS_AT_ONCE = 64;

  private final LogReader reader;
  private final Feed<ChainFeed.BlockChange> feed;
  private final LogQuery query;
  private final LogRange range;
  private long position;

  /** The number of logs of the block at {@link #position} that are read. */
  private int logs;

  /**
   * Starts after the newest change.
   *
   * @param range the blocks whose logs are read
   */
  LogCursor(LogReader reader, Feed<ChainFeed.BlockChange> feed, LogQuery query, LogRange range) {
    this.reader = reader;
    this.feed = feed;
    this.query = query;
    this.range = range;
    this.position = feed.end();
  }

  /**
   * The next logs, up to limits; an empty array when there are none yet.
   *
   * @return null when changes are lost: too many came since, or a block is not stored any more
   */
  @Nullable ArrayNode next(LogReader.Limits limits) {
    ArrayNode out = Json.array();
    LogReader.Page page = new LogReader.Page(out, limits);
    for (; ; ) {
      List<ChainFeed.BlockChange> changes = feed.read(position, BLOCKS_AT_ONCE);
      if (changes == null) {
        return null;
      }
      if (changes.isEmpty()) {
        return out;
      }
      for (ChainFeed.BlockChange change : changes) {
        if (!page.mayReadBlock()) {
          return out;
        }
        switch (reader.read(change.hash(), query, range, change.removed(), logs, page)) {
          case LogReader.Result.Missing missing -> {
            return null;
          }
          case LogReader.Result.Full full -> {
            logs = full.next();
            return out;
          }
          case LogReader.Result.Whole whole -> {
            logs = 0;
            position++;
          }
        }
      }
    }
  }
}
