package dev.kopi.services.engine.rpc.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of an endless sequence, bounded by number and by bytes: beyond, the oldest are
 * dropped. Any number of readers keep a position in it; the entries are held once. For any thread.
 */
final class Feed<T> {
  private static final int FIRST_CAPACITY = 16;

  private final int maxEntries;
  private final long maxBytes;
  private final ToLongFunction<T> size;
  private @Nullable Object[] ring = new @Nullable Object[FIRST_CAPACITY];
  private long first;
  private long end;
  private long bytes;

  /**
   * An empty feed.
   *
   * @param size about how many bytes an entry takes
   */
  Feed(int maxEntries, long maxBytes, ToLongFunction<T> size) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.size = size;
  }

  /** The bytes of the entries. */
  synchronized long bytes() {
    return bytes;
  }

  /** The most bytes of the entries. */
  long maxBytes() {
    return maxBytes;
  }

  /** The position after the newest entry. */
  synchronized long end() {
    return end;
  }

  /** Adds an entry. */
  synchronized void add(T entry) {
    if (end - first == ring.length) {
      grow();
    }
    ring[slot(end++)] = entry;
    bytes += size.applyAsLong(entry);
    while (end - first > maxEntries || bytes > maxBytes) {
      bytes -= size.applyAsLong(at(first));
      ring[slot(first++)] = null;
    }
  }

  /** Entries are missing here: no reader can go on from an earlier position. */
  synchronized void skip() {
    ring = new @Nullable Object[FIRST_CAPACITY];
    bytes = 0;
    end++;
    first = end;
  }

  /**
   * The entries from a position on.
   *
   * @param most the maximum number of entries
   * @return null when the entry at the position is dropped
   */
  synchronized @Nullable List<T> read(long from, int most) {
    if (from < first) {
      return null;
    }
    List<T> out = new ArrayList<>();
    for (long position = from; position < end && out.size() < most; position++) {
      out.add(at(position));
    }
    return out;
  }

  @SuppressWarnings("unchecked")
  private T at(long position) {
    Object entry = ring[slot(position)];
    if (entry == null) {
      throw new IllegalStateException("no entry at " + position);
    }
    return (T) entry;
  }

  private int slot(long position) {
    return (int) (position & (ring.length - 1));
  }

  private void grow() {
    @Nullable Object[] larger = new @Nullable Object[2 * ring.length];
    for (long position = first; position < end; position++) {
      larger[(int) (position & (larger.length - 1))] = ring[slot(position)];
    }
    ring = larger;
  }
}
