package dev.kopi.adapters.store.disklayer;

import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Pending changes of the disk layer: over its snapshot, the newest value of each changed entry. An
 * empty value is a deleted entry.
 */
public final class DiskLayerChanges {
  private final DiskLayer disk;
  private final Map<Bytes, byte[]> accounts = new HashMap<>();
  private final Map<Hash, Map<Bytes, byte[]>> slots = new HashMap<>();
  private final Map<Hash, Map<Bytes, byte[]>> nodes = new HashMap<>();

  DiskLayerChanges(DiskLayer disk) {
    this.disk = disk;
  }

  private Map<Bytes, byte[]> group(Table table, byte[] key) {
    return switch (table) {
      case ACCOUNT -> accounts;
      case SLOT -> slots.computeIfAbsent(Hash.of(key, 0), owner -> new HashMap<>());
      case NODE -> nodes.computeIfAbsent(Hash.of(key, 0), owner -> new HashMap<>());
      default -> throw new IllegalArgumentException(table + " is not part of the state");
    };
  }

  /** The value of an entry now; empty when it is not there. */
  byte[] get(Table table, byte[] key) {
    byte[] changed = group(table, key).get(Bytes.wrap(key));
    return changed != null ? changed : disk.read(table, key);
  }

  /** Changes an entry; an empty value deletes it. */
  void set(Table table, byte[] key, byte[] value) {
    group(table, key).put(Bytes.wrap(key), value);
  }

  /** The keys of all slots, or of all nodes, of one account that are there now. */
  Set<Bytes> keysOf(Table table, Hash account) {
    Set<Bytes> keys = new TreeSet<>();
    byte[] prefix = account.toArray();
    try (KeyValueStore.Cursor cursor = disk.snapshot().seek(table, prefix)) {
      while (cursor.valid() && Keys.startsWith(cursor.key(), prefix)) {
        keys.add(Bytes.wrap(cursor.key()));
        cursor.next();
      }
    }
    @Nullable Map<Bytes, byte[]> changed = (table == Table.SLOT ? slots : nodes).get(account);
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
  void writeTo(WriteBatch batch) {
    forEach((table, key, value) -> {
      if (value.length == 0) {
        batch.delete(table, key);
      } else {
        batch.put(table, key, value);
      }
    });
  }

  /** Adds all changes to a cache. */
  public void writeTo(DiskLayerCache cache) {
    forEach(cache::change);
  }

  private interface Action {
    void accept(Table table, byte[] key, byte[] value);
  }

  private void forEach(Action action) {
    forEach(Table.ACCOUNT, accounts, action);
    slots.values().forEach(group -> forEach(Table.SLOT, group, action));
    nodes.values().forEach(group -> forEach(Table.NODE, group, action));
  }

  private static void forEach(Table table, Map<Bytes, byte[]> group, Action action) {
    group.forEach((key, value) -> action.accept(table, key.unsafeArray(), value));
  }
}
