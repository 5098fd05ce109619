package dev.kopi.services.engine.rpc.filter;

import dev.kopi.core.primitives.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An LRU cache of the log indexes of blocks, bounded by bytes. Thread-safe. */
final class LogIndexCache {
  private static final long MOST_BYTES = 8 << 20;

  private final long mostBytes;
  private final Map<Hash, BlockLogIndex> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  LogIndexCache() {
    this(MOST_BYTES);
  }

  LogIndexCache(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized @Nullable BlockLogIndex get(Hash block) {
    return entries.get(block);
  }

  /** Keeps an index; one that is larger than the whole cache is not kept. */
  synchronized void put(Hash block, BlockLogIndex index) {
    if (index.bytes() > mostBytes) {
      return;
    }
    BlockLogIndex old = entries.put(block, index);
    bytes += index.bytes() - (old == null ? 0 : old.bytes());
    Iterator<BlockLogIndex> oldest = entries.values().iterator();
    while (bytes > mostBytes) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  synchronized int size() {
    return entries.size();
  }
}
