package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Which entries of the state a block changed: what {@link Kind#CHANGES} holds. */
final class ChangedKeys {
  private static final List<Kind> KINDS = List.of(Kind.ACCOUNT, Kind.SLOT, Kind.NODE);

  /** What follows the first 32 bytes of each key, by these. */
  private final Map<Kind, Map<Hash, List<Bytes>>> keys = new EnumMap<>(Kind.class);

  ChangedKeys() {
    KINDS.forEach(kind -> keys.put(kind, new TreeMap<>()));
  }

  private Map<Hash, List<Bytes>> of(Kind kind) {
    Map<Hash, List<Bytes>> found = keys.get(kind);
    if (found == null) {
      throw new IllegalArgumentException(kind + " is not part of the state");
    }
    return found;
  }

  void add(Kind kind, byte[] key) {
    of(kind)
        .computeIfAbsent(Hash.of(key, 0), owner -> new ArrayList<>())
        .add(Bytes.copyOf(key, 32, key.length - 32));
  }

  void forEach(BiConsumer<Kind, byte[]> action) {
    for (Kind kind : KINDS) {
      of(kind)
          .forEach((first, rests) ->
              rests.forEach(rest -> {
                byte[] key = new byte[32 + rest.size()];
                first.writeTo(key, 0);
                rest.copyTo(0, key, 32, rest.size());
                action.accept(kind, key);
              }));
    }
  }

  byte[] encode() {
    ByteSink out = new ByteSink(4096);
    for (Kind kind : KINDS) {
      out.number(of(kind).size());
      of(kind)
          .forEach((first, rests) -> {
            out.hash(first).number(rests.size());
            rests.forEach(out::bytes);
          });
    }
    return out.toArray();
  }

  static ChangedKeys decode(byte[] value) {
    ByteSource in = new ByteSource(value, "list of changed keys");
    ChangedKeys out = new ChangedKeys();
    for (Kind kind : KINDS) {
      int groups = in.count(33);
      for (int i = 0; i < groups; i++) {
        Hash first = in.hash();
        int count = in.count(1);
        List<Bytes> rests = new ArrayList<>(count);
        for (int j = 0; j < count; j++) {
          rests.add(in.bytes());
        }
        out.of(kind).put(first, rests);
      }
    }
    in.expectEnd();
    return out;
  }
}
