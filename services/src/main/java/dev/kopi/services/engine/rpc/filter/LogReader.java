package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.eth.RpcReceiptWriter;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/** Reads the logs of a block that match a query. */
final class LogReader {
  /** Characters of a log in JSON without topics and data. */
  private static final int LOG_CHARS = 600;

  private static final int TOPIC_CHARS = 70;

  private final ChainStore store;

  /** The last block that was read, so that who reads it log by log does not decode it each time. */
  private volatile @Nullable Stored recent;

  private final LogIndexCache indexes = new LogIndexCache();

  private record Stored(Block block, List<Receipt> receipts) {}

  LogReader(ChainStore store) {
    this.store = store;
  }

  /**
   * The bounds of a page; the log that exceeds one is the last.
   *
   * @param logs the number of logs
   * @param chars the characters of their JSON
   * @param blocks the number of blocks whose receipts are read
   */
  record Limits(int logs, long chars, int blocks) {
    /** For one response, when a deadline bounds the blocks. */
    static final Limits RESPONSE = new Limits(20_000, 25 << 20, Integer.MAX_VALUE);

    /** For one poll of a filter. */
    static final Limits POLL = new Limits(20_000, 25 << 20, 1_024);

    /** For one event of a subscription. */
    static final Limits EVENT = new Limits(1, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Logs that are read, up to limits. */
  static final class Page {
    private final ArrayNode logs;
    private final Limits limits;
    private long chars;
    private int blocks;

    Page(ArrayNode logs, Limits limits) {
      this.logs = logs;
      this.limits = limits;
    }

    Limits limits() {
      return limits;
    }

    boolean mayReadBlock() {
      return blocks < limits.blocks();
    }

    boolean isFull() {
      return logs.size() >= limits.logs() || chars >= limits.chars();
    }
  }

  /** How a block was read. */
  sealed interface Result {
    /** All its logs are read. */
    record Whole() implements Result {}

    /**
     * The page is full.
     *
     * @param next the number of the block's logs that are read, matching or not
     */
    record Full(int next) implements Result {}

    /** The block or its receipts are not stored. */
    record Missing() implements Result {}
  }

  /**
   * Adds the matching logs of a block to a page.
   *
   * @param range the blocks whose logs match
   * @param removed whether the block is no longer canonical
   * @param from the number of its logs to leave out
   */
  Result read(Hash hash, LogQuery query, LogRange range, boolean removed, int from, Page page) {
    Header header = store.header(hash);
    if (header == null) {
      return new Result.Missing();
    }
    if (!range.contains(header.number()) || !query.mayMatch(header.logsBloom())) {
      return new Result.Whole();
    }
    page.blocks++;
    BlockLogIndex index = indexes.get(hash);
    if (index == null) {
      Stored found = stored(hash);
      if (found == null) {
        return new Result.Missing();
      }
      index = BlockLogIndex.of(found.receipts());
      indexes.put(hash, index);
    }
    return read(hash, index, query, removed, from, page);
  }

  private @Nullable Stored stored(Hash hash) {
    Stored last = recent;
    if (last != null && last.block().hash().equals(hash)) {
      return last;
    }
    Block block = store.block(hash);
    List<Receipt> receipts = store.receipts(hash);
    if (block == null || receipts == null) {
      return null;
    }
    Stored found = new Stored(block, receipts);
    recent = found;
    return found;
  }

  private Result read(
      Hash hash, BlockLogIndex index, LogQuery query, boolean removed, int from, Page page) {
    Stored found = null;
    for (int i = from; i < index.size(); i++) {
      if (!query.mayMatch(index, i)) {
        continue;
      }
      found = found == null ? stored(hash) : found;
      if (found == null) {
        return new Result.Missing();
      }
      int transaction = index.transaction(i);
      Log log = found.receipts().get(transaction).logs().get(index.place(i));
      if (query.matches(log)) {
        if (page.isFull()) {
          return new Result.Full(i);
        }
        page.logs.add(RpcReceiptWriter.log(found.block(), transaction, i, log, removed));
        page.chars += LOG_CHARS + TOPIC_CHARS * log.topics().size() + 2L * log.data().size();
      }
    }
    return new Result.Whole();
  }
}
