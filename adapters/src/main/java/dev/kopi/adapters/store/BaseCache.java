package dev.kopi.adapters.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the base in memory, bounded by bytes, for any number of threads.
 *
 * <p>The base moves while others still read from where it was. So an entry says since which move it
 * holds: a reader of that base or a later one may take it, since the next move that changes the
 * entry replaces it. Only readers of the newest base may bring entries in.
 *
 * <p>Keys are spread over sets of a few entries each. Within a set the entry used last stands
 * first, and the last ones leave when there is no room.
 */
final class BaseCache {
  private static final int WAYS = 16;
  private static final int ENTRY_OVERHEAD = 96;
  private static final int BYTES_PER_SET = WAYS * 384;

  private static final class Entry {
    final Kind kind;
    final int hash;
    final byte[] key;
    final byte[] value;

    /** Since which move of the base it holds. */
    final long since;

    Entry(Kind kind, int hash, byte[] key, byte[] value, long since) {
      this.kind = kind;
      this.hash = hash;
      this.key = key;
      this.value = value;
      this.since = since;
    }

    boolean is(Kind otherKind, int otherHash, byte[] otherKey) {
      return hash == otherHash && kind == otherKind && Arrays.equals(key, otherKey);
    }

    int bytes() {
      return ENTRY_OVERHEAD + key.length + value.length;
    }
  }

  private static final class EntrySet {
    final @Nullable Entry[] entries = new @Nullable Entry[WAYS];

    /** Of the entries, so that others need not be looked at. */
    final int[] hashes = new int[WAYS];

    int count;
    int bytes;

    @Nullable Entry find(Kind kind, int hash, byte[] key) {
      for (int i = 0; i < count; i++) {
        Entry entry = hashes[i] == hash ? entries[i] : null;
        if (entry != null && entry.is(kind, hash, key)) {
          System.arraycopy(entries, 0, entries, 1, i);
          System.arraycopy(hashes, 0, hashes, 1, i);
          entries[0] = entry;
          hashes[0] = hash;
          return entry;
        }
      }
      return null;
    }

    /**
     * Puts an entry first; one with the same key must have been moved to the front by {@link
     * #find}.
     */
    void put(Entry entry, boolean replaceFirst) {
      if (replaceFirst) {
        bytes -= bytesOf(0);
        System.arraycopy(entries, 1, entries, 0, count - 1);
        System.arraycopy(hashes, 1, hashes, 0, count - 1);
        entries[--count] = null;
      }
      while (count == WAYS || (count > 0 && bytes + entry.bytes() > BYTES_PER_SET)) {
        bytes -= bytesOf(count - 1);
        entries[--count] = null;
      }
      System.arraycopy(entries, 0, entries, 1, count);
      System.arraycopy(hashes, 0, hashes, 1, count);
      entries[0] = entry;
      hashes[0] = entry.hash;
      count++;
      bytes += entry.bytes();
    }

    private int bytesOf(int index) {
      Entry entry = entries[index];
      return entry == null ? 0 : entry.bytes();
    }
  }

  private final EntrySet[] sets;
  private volatile long current;

  /** Takes about {@code bytes} at most; none when it is too little for one set. */
  BaseCache(long bytes) {
    long count = Math.min(bytes / BYTES_PER_SET, 1 << 24);
    sets = new EntrySet[count == 0 ? 0 : (int) Long.highestOneBit(count)];
    Arrays.setAll(sets, i -> new EntrySet());
  }

  private static int hash(Kind kind, byte[] key) {
    int h = Arrays.hashCode(key) * 31 + kind.ordinal();
    return h ^ (h >>> 15);
  }

  /** The value as of a base, or null when it is not known. */
  byte @Nullable [] get(Kind kind, byte[] key, long base) {
    if (sets.length == 0) {
      return null;
    }
    int hash = hash(kind, key);
    EntrySet set = sets[hash & (sets.length - 1)];
    synchronized (set) {
      Entry entry = set.find(kind, hash, key);
      return entry != null && entry.since <= base ? entry.value : null;
    }
  }

  /** Brings in what a reader of {@code base} found. */
  void offer(Kind kind, byte[] key, byte[] value, long base) {
    if (sets.length != 0 && ENTRY_OVERHEAD + key.length + value.length <= BYTES_PER_SET) {
      int hash = hash(kind, key);
      EntrySet set = sets[hash & (sets.length - 1)];
      synchronized (set) {
        if (base == current && set.find(kind, hash, key) == null) {
          set.put(new Entry(kind, hash, key, value, base), false);
        }
      }
    }
  }

  /**
   * From now on {@code base} is the newest; the entries that the move to it changes follow by
   * {@link #change}.
   */
  void moveTo(long base) {
    current = base;
  }

  /** Brings in what the move to the newest base changed. */
  void change(Kind kind, byte[] key, byte[] value) {
    if (sets.length == 0) {
      return;
    }
    int hash = hash(kind, key);
    EntrySet set = sets[hash & (sets.length - 1)];
    synchronized (set) {
      boolean known = set.find(kind, hash, key) != null;
      set.put(new Entry(kind, hash, key, value, current), known);
    }
  }

  /** About how many bytes are taken. */
  long bytes() {
    long bytes = 0;
    for (EntrySet set : sets) {
      synchronized (set) {
        bytes += set.bytes;
      }
    }
    return bytes;
  }
}
