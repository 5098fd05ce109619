package dev.kopi.adapters.store.disklayer;

import dev.kopi.adapters.store.kv.Table;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A thread-safe cache of entries of the disk layer, bounded by bytes.
 *
 * <p>The disk layer is updated while readers still use an older one. So an entry carries the
 * sequence number of the disk layer since which it is valid: readers of that disk layer or a newer
 * one may use it, since the next update that changes the entry replaces it. Only readers of the
 * newest disk layer may add entries.
 *
 * <p>The cache is set-associative: keys are spread over sets of a few entries each, and each set
 * evicts its least recently used entries.
 */
public final class DiskLayerCache {
  private static final int WAYS = 16;
  private static final int ENTRY_OVERHEAD = 96;
  private static final int BYTES_PER_SET = WAYS * 384;

  private static final class Entry {
    final Table table;
    final int hash;
    final byte[] key;
    final byte[] value;

    /** The sequence number of the disk layer since which it is valid. */
    final long since;

    Entry(Table table, int hash, byte[] key, byte[] value, long since) {
      this.table = table;
      this.hash = hash;
      this.key = key;
      this.value = value;
      this.since = since;
    }

    boolean is(Table otherTable, int otherHash, byte[] otherKey) {
      return hash == otherHash && table == otherTable && Arrays.equals(key, otherKey);
    }

    int bytes() {
      return ENTRY_OVERHEAD + key.length + value.length;
    }
  }

  private static final class EntrySet {
    final @Nullable Entry[] entries = new @Nullable Entry[WAYS];

    /** The hashes of the entries, to skip those that differ. */
    final int[] hashes = new int[WAYS];

    int count;
    int bytes;

    @Nullable Entry find(Table table, int hash, byte[] key) {
      for (int i = 0; i < count; i++) {
        Entry entry = hashes[i] == hash ? entries[i] : null;
        if (entry != null && entry.is(table, hash, key)) {
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

  /** A cache of about {@code bytes}; it keeps nothing when that is too little for one set. */
  public DiskLayerCache(long bytes) {
    long count = Math.min(bytes / BYTES_PER_SET, 1 << 24);
    sets = new EntrySet[count == 0 ? 0 : (int) Long.highestOneBit(count)];
    Arrays.setAll(sets, i -> new EntrySet());
  }

  private static int hash(Table table, byte[] key) {
    int h = Arrays.hashCode(key) * 31 + table.ordinal();
    return h ^ (h >>> 15);
  }

  /** The value in the disk layer with a sequence number, or null when it is not cached. */
  byte @Nullable [] get(Table table, byte[] key, long sequence) {
    if (sets.length == 0) {
      return null;
    }
    int hash = hash(table, key);
    EntrySet set = sets[hash & (sets.length - 1)];
    synchronized (set) {
      Entry entry = set.find(table, hash, key);
      return entry != null && entry.since <= sequence ? entry.value : null;
    }
  }

  /** Adds an entry that a reader of the disk layer with this sequence number has read. */
  void offer(Table table, byte[] key, byte[] value, long sequence) {
    if (sets.length != 0 && ENTRY_OVERHEAD + key.length + value.length <= BYTES_PER_SET) {
      int hash = hash(table, key);
      EntrySet set = sets[hash & (sets.length - 1)];
      synchronized (set) {
        if (sequence == current && set.find(table, hash, key) == null) {
          set.put(new Entry(table, hash, key, value, sequence), false);
        }
      }
    }
  }

  /**
   * Sets the sequence number of the newest disk layer; {@link #change} follows for each entry that
   * it changes.
   */
  public void advance(long sequence) {
    current = sequence;
  }

  /** Adds or replaces an entry that the newest disk layer changes. */
  void change(Table table, byte[] key, byte[] value) {
    if (sets.length == 0) {
      return;
    }
    int hash = hash(table, key);
    EntrySet set = sets[hash & (sets.length - 1)];
    synchronized (set) {
      boolean known = set.find(table, hash, key) != null;
      set.put(new Entry(table, hash, key, value, current), known);
    }
  }

  /** The approximate size in bytes. */
  public long bytes() {
    long bytes = 0;
    for (EntrySet set : sets) {
      synchronized (set) {
        bytes += set.bytes;
      }
    }
    return bytes;
  }
}
