package dev.kopi.adapters.store.disklayer;

import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.schema.ByteReader;
import dev.kopi.adapters.store.schema.ByteWriter;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The keys of the state entries that a block changed: a value of {@link Table#CHANGES}. */
public final class ChangedKeys {
  private static final List<Table> TABLES = List.of(Table.ACCOUNT, Table.SLOT, Table.NODE);

  /** Key suffixes after the first 32 bytes, grouped by these bytes. */
  private final Map<Table, Map<Hash, List<Bytes>>> keys = new EnumMap<>(Table.class);

  ChangedKeys() {
    TABLES.forEach(table -> keys.put(table, new TreeMap<>()));
  }

  private Map<Hash, List<Bytes>> of(Table table) {
    Map<Hash, List<Bytes>> found = keys.get(table);
    if (found == null) {
      throw new IllegalArgumentException(table + " is not part of the state");
    }
    return found;
  }

  /** Adds a key. */
  void add(Table table, byte[] key) {
    of(table)
        .computeIfAbsent(Hash.of(key, 0), owner -> new ArrayList<>())
        .add(Bytes.copyOf(key, 32, key.length - 32));
  }

  /** Visits all keys, table by table. */
  public void forEach(BiConsumer<Table, byte[]> action) {
    for (Table table : TABLES) {
      of(table)
          .forEach((first, rests) ->
              rests.forEach(rest -> {
                byte[] key = new byte[32 + rest.size()];
                first.writeTo(key, 0);
                rest.copyTo(0, key, 32, rest.size());
                action.accept(table, key);
              }));
    }
  }

  byte[] encode() {
    ByteWriter out = new ByteWriter(4096);
    for (Table table : TABLES) {
      out.number(of(table).size());
      of(table)
          .forEach((first, rests) -> {
            out.hash(first).number(rests.size());
            rests.forEach(out::bytes);
          });
    }
    return out.toArray();
  }

  public static ChangedKeys decode(byte[] value) {
    ByteReader in = new ByteReader(value, "list of changed keys");
    ChangedKeys out = new ChangedKeys();
    for (Table table : TABLES) {
      int groups = in.count(33);
      for (int i = 0; i < groups; i++) {
        Hash first = in.hash();
        int count = in.count(1);
        List<Bytes> rests = new ArrayList<>(count);
        for (int j = 0; j < count; j++) {
          rests.add(in.bytes());
        }
        out.of(table).put(first, rests);
      }
    }
    in.expectEnd();
    return out;
  }
}
