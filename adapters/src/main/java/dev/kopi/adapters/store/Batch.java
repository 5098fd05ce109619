package dev.kopi.adapters.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes that a database makes together or not at all. Later ones win over earlier ones. */
public final class Batch {
  /** One change. */
  static final class Change {
    /** Of which entries. */
    final Kind kind;

    /** The entry, or the first of a range. */
    final byte[] key;

    /** What to put; null removes. */
    final byte @Nullable [] value;

    /** When not null: removes all entries from {@link #key} up to this key, which stays. */
    final byte @Nullable [] end;

    private Change(Kind kind, byte[] key, byte @Nullable [] value, byte @Nullable [] end) {
      this.kind = kind;
      this.key = key;
      this.value = value;
      this.end = end;
    }
  }

  private final List<Change> changes = new ArrayList<>();
  private long bytes;

  /** Puts an entry, in place of an older one. */
  void put(Kind kind, byte[] key, byte[] value) {
    changes.add(new Change(kind, key, value, null));
    bytes += key.length + value.length;
  }

  /** Removes an entry, if it is there. */
  void delete(Kind kind, byte[] key) {
    changes.add(new Change(kind, key, null, null));
    bytes += key.length;
  }

  /** Removes the entries from {@code from} up to {@code to}, which stays. */
  void deleteRange(Kind kind, byte[] from, byte[] to) {
    changes.add(new Change(kind, from, null, to));
  }

  List<Change> changes() {
    return changes;
  }

  /** How many bytes of keys and values. */
  long bytes() {
    return bytes;
  }
}
