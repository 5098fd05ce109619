package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.LogPattern;
import dev.kopi.services.engine.rpc.chain.BlockArgument;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/** eth_getLogs: the logs of a block or of a range of blocks. */
public final class LogMethods {
  private static final long MAX_BLOCKS = 1_000_000;

  /** The most entries of the index that are searched between two looks at the deadline. */
  private static final long ENTRIES_AT_ONCE = 1 << 16;

  private final ChainView chain;
  private final LogReader reader;

  /** The methods over a chain. */
  public LogMethods(ChainView chain) {
    this.chain = chain;
    this.reader = new LogReader(chain.store());
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("eth_getLogs", (p, deadline) -> logs(LogRequest.read(p, 0), deadline));
  }

  LogReader reader() {
    return reader;
  }

  /** The logs of a request. */
  ArrayNode logs(LogRequest request, Deadline deadline) {
    ArrayNode out = Json.array();
    LogReader.Page page = new LogReader.Page(out, LogReader.Limits.RESPONSE);
    Hash hash = request.blockHash();
    if (hash == null) {
      addRange(request, page, deadline);
    } else if (chain.store().header(hash) == null) {
      throw RpcException.server("unknown block");
    } else {
      add(hash, request.query(), page);
    }
    return out;
  }

  private void addRange(LogRequest request, LogReader.Page page, Deadline deadline) {
    if (request.asksForPending()) {
      throw LogRequest.pendingUnsupported();
    }
    long head = chain.head().number();
    long from = number(request.from(), head);
    long to = number(request.to(), head);
    if (from > to) {
      throw LogRequest.invalidRange();
    }
    if (to > head) {
      throw RpcException.invalidParams("block range extends beyond current head block");
    }
    if (to - from >= MAX_BLOCKS) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED, "a query spans at most " + MAX_BLOCKS + " blocks");
    }
    LogQuery query = request.query();
    LogPattern pattern = new LogPattern(query.addresses(), query.topics());
    int step = (int) Math.max(1, ENTRIES_AT_ONCE / (1 + query.values()));
    for (long at = from; at <= to; at += step) {
      deadline.check();
      long last = Math.min(to, at + step - 1);
      List<Long> numbers = chain.store().blocksWithLogs(pattern, at, last, step);
      for (long number : numbers) {
        deadline.check();
        Hash canonical = chain.store().canonicalHash(number);
        if (canonical != null) {
          add(canonical, query, page);
        }
      }
    }
  }

  private void add(Hash hash, LogQuery query, LogReader.Page page) {
    switch (reader.read(hash, query, LogRange.ALL, false, 0, page)) {
      case LogReader.Result.Whole whole -> {}
      case LogReader.Result.Missing missing ->
          throw new RpcException(RpcException.PRUNED, "pruned history unavailable");
      case LogReader.Result.Full full ->
          throw new RpcException(
              RpcException.LIMIT_EXCEEDED,
              "query returned more than "
                  + page.limits().logs()
                  + " results or "
                  + page.limits().chars()
                  + " bytes: ask for fewer blocks");
    }
  }

  private long number(BlockArgument.Position position, long head) {
    return switch (position) {
      case BlockArgument.Numbered(long number) -> number;
      case BlockArgument.Tagged(BlockArgument.Tag tag) when tag == BlockArgument.Tag.LATEST -> head;
      case BlockArgument.Tagged(BlockArgument.Tag tag) -> {
        Hash hash = chain.tagged(tag);
        Header header = hash == null ? null : chain.store().header(hash);
        if (header == null) {
          throw RpcException.server(tag.text() + " header not found");
        }
        yield header.number();
      }
    };
  }
}
