package dev.kopi.adapters.store.chain;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** A thread-safe LRU cache of immutable values, bounded by bytes. */
final class LruCache<K, V> {
  private static final int ENTRY_OVERHEAD = 128;

  private record Sized<V>(V value, long bytes) {}

  private final long maxBytes;
  private final LinkedHashMap<K, Sized<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** An empty cache. */
  LruCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The value, or null. */
  synchronized @Nullable V get(K key) {
    Sized<V> found = entries.get(key);
    return found == null ? null : found.value;
  }

  /**
   * Adds a value; one that is larger than the whole cache is not kept.
   *
   * @param size about how many bytes it takes
   */
  synchronized void put(K key, V value, long size) {
    long whole = size + ENTRY_OVERHEAD;
    if (whole > maxBytes) {
      return;
    }
    Sized<V> old = entries.put(key, new Sized<>(value, whole));
    bytes += whole - (old == null ? 0 : old.bytes);
    var oldest = entries.values().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().bytes;
      oldest.remove();
    }
  }

  synchronized void clear() {
    entries.clear();
    bytes = 0;
  }

  synchronized long bytes() {
    return bytes;
  }
}
