package dev.kopi.adapters.l1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A thread-safe LRU cache, bounded by a number of entries and a weight. */
final class BoundedCache<K, V> {
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final int maxEntries;
  private final long maxWeight;
  private final ToLongFunction<V> weigher;
  private long weight;

  BoundedCache(int maxEntries, long maxWeight, ToLongFunction<V> weigher) {
    this.maxEntries = maxEntries;
    this.maxWeight = maxWeight;
    this.weigher = weigher;
  }

  synchronized @Nullable V get(K key) {
    return entries.get(key);
  }

  synchronized void put(K key, V value) {
    V old = entries.put(key, value);
    weight += weigher.applyAsLong(value) - (old == null ? 0 : weigher.applyAsLong(old));
    var oldest = entries.entrySet().iterator();
    while (oldest.hasNext() && (entries.size() > maxEntries || weight > maxWeight)) {
      Map.Entry<K, V> entry = oldest.next();
      weight -= weigher.applyAsLong(entry.getValue());
      oldest.remove();
    }
  }
}
