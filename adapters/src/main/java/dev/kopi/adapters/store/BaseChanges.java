package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the base that are not written yet: over a snapshot of the database, the newest value
 * of each entry that changed. Empty values are entries that are gone.
 */
final class BaseChanges {
  private final Base base;
  private final Map<Bytes, byte[]> accounts = new HashMap<>();
  private final Map<Hash, Map<Bytes, byte[]>> slots = new HashMap<>();
  private final Map<Hash, Map<Bytes, byte[]>> nodes = new HashMap<>();

  BaseChanges(Base base) {
    this.base = base;
  }

  private Map<Bytes, byte[]> group(Kind kind, byte[] key) {
    return switch (kind) {
      case ACCOUNT -> accounts;
      case SLOT -> slots.computeIfAbsent(Hash.of(key, 0), owner -> new HashMap<>());
      case NODE -> nodes.computeIfAbsent(Hash.of(key, 0), owner -> new HashMap<>());
      default -> throw new IllegalArgumentException(kind + " is not part of the state");
    };
  }

  /** The value of an entry now; empty when it is not there. */
  byte[] get(Kind kind, byte[] key) {
    byte[] changed = group(kind, key).get(Bytes.wrap(key));
    return changed != null ? changed : base.read(kind, key);
  }

  /** Changes an entry; an empty value removes it. */
  void set(Kind kind, byte[] key, byte[] value) {
    group(kind, key).put(Bytes.wrap(key), value);
  }

  /** The keys of all slots, or of all nodes, of one account that are there now. */
  Set<Bytes> keysOf(Kind kind, Hash account) {
    Set<Bytes> keys = new TreeSet<>();
    byte[] prefix = account.toArray();
    try (KeyValue.Cursor cursor = base.snapshot().seek(kind, prefix)) {
      while (cursor.valid() && Keys.startsWith(cursor.key(), prefix)) {
        keys.add(Bytes.wrap(cursor.key()));
        cursor.next();
      }
    }
    @Nullable Map<Bytes, byte[]> changed = (kind == Kind.SLOT ? slots : nodes).get(account);
    if (changed != null) {
      changed.forEach((key, value) -> {
        if (value.length == 0) {
          keys.remove(key);
        } else {
          keys.add(key);
        }
      });
    }
    return keys;
  }

  /** Adds all changes to a batch. */
  void writeTo(Batch batch) {
    forEach((kind, key, value) -> {
      if (value.length == 0) {
        batch.delete(kind, key);
      } else {
        batch.put(kind, key, value);
      }
    });
  }

  /** Adds all changes to a cache. */
  void writeTo(BaseCache cache) {
    forEach(cache::change);
  }

  private interface Action {
    void accept(Kind kind, byte[] key, byte[] value);
  }

  private void forEach(Action action) {
    forEach(Kind.ACCOUNT, accounts, action);
    slots.values().forEach(group -> forEach(Kind.SLOT, group, action));
    nodes.values().forEach(group -> forEach(Kind.NODE, group, action));
  }

  private static void forEach(Kind kind, Map<Bytes, byte[]> group, Action action) {
    group.forEach((key, value) -> action.accept(kind, key.unsafeArray(), value));
  }
}
