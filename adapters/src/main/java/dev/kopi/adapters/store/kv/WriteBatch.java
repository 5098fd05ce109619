package dev.kopi.adapters.store.kv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes that a database applies atomically, in order. */
public final class WriteBatch {
  /** One change. */
  static final class Change {
    /** The table that changes. */
    final Table table;

    /** The key, or the first key of a range. */
    final byte[] key;

    /** The value to put; null deletes. */
    final byte @Nullable [] value;

    /** When not null: deletes all entries from {@link #key} to this key, exclusive. */
    final byte @Nullable [] end;

    private Change(Table table, byte[] key, byte @Nullable [] value, byte @Nullable [] end) {
      this.table = table;
      this.key = key;
      this.value = value;
      this.end = end;
    }
  }

  private final List<Change> changes = new ArrayList<>();
  private long bytes;

  /** Puts an entry; an older one is replaced. */
  public void put(Table table, byte[] key, byte[] value) {
    changes.add(new Change(table, key, value, null));
    bytes += key.length + value.length;
  }

  /** Deletes an entry, if it is there. */
  public void delete(Table table, byte[] key) {
    changes.add(new Change(table, key, null, null));
    bytes += key.length;
  }

  /** Deletes the entries from {@code from} to {@code to}, exclusive. */
  public void deleteRange(Table table, byte[] from, byte[] to) {
    changes.add(new Change(table, from, null, to));
  }

  /** The changes in their order. */
  public List<Change> changes() {
    return changes;
  }

  /** The bytes of all keys and values. */
  public long bytes() {
    return bytes;
  }
}
