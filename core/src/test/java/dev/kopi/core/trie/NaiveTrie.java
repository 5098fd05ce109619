package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The trie as the Yellow Paper defines it (appendix D), over all pairs at once: the oracle of the
 * incremental one.
 */
final class NaiveTrie {
  /** Every node that stands on its own, by its path. */
  final Map<Bytes, Bytes> nodes = new HashMap<>();

  final Hash root;

  NaiveTrie(Map<Bytes, Bytes> pairs) {
    TreeMap<Bytes, Bytes> byNibbles = new TreeMap<>();
    pairs.forEach((key, value) -> byNibbles.put(Bytes.wrap(Nibbles.of(key)), value));
    if (byNibbles.isEmpty()) {
      root = Keccak256.EMPTY_TRIE;
    } else {
      Bytes rlp = compose(byNibbles, 0);
      nodes.put(Bytes.EMPTY, rlp);
      root = Keccak256.hash(rlp);
    }
  }

  private Bytes compose(Map<Bytes, Bytes> pairs, int depth) {
    List<Bytes> keys = List.copyOf(pairs.keySet());
    Bytes first = keys.getFirst();
    if (keys.size() == 1) {
      byte[] rest = first.slice(depth, first.size()).toArray();
      RlpWriter out = new RlpWriter().startList().bytes(Nibbles.pack(rest, true));
      return out.bytes(Objects.requireNonNull(pairs.get(first))).endList().toBytes();
    }
    int shared = depth;
    while (sharesNibble(keys, shared)) {
      shared++;
    }
    if (shared > depth) {
      byte[] path = first.slice(depth, shared).toArray();
      RlpWriter out = new RlpWriter().startList().bytes(Nibbles.pack(path, false));
      reference(out, pairs, shared);
      return out.endList().toBytes();
    }
    RlpWriter out = new RlpWriter().startList();
    for (int nibble = 0; nibble < 16; nibble++) {
      TreeMap<Bytes, Bytes> below = new TreeMap<>();
      for (Bytes key : keys) {
        if (key.size() > depth && key.get(depth) == nibble) {
          below.put(key, pairs.get(key));
        }
      }
      if (below.isEmpty()) {
        out.bytes(Bytes.EMPTY);
      } else {
        reference(out, below, depth + 1);
      }
    }
    Bytes value = first.size() == depth ? pairs.get(first) : null;
    return out.bytes(value == null ? Bytes.EMPTY : value).endList().toBytes();
  }

  private static boolean sharesNibble(List<Bytes> keys, int at) {
    for (Bytes key : keys) {
      if (key.size() <= at || key.get(at) != keys.getFirst().get(at)) {
        return false;
      }
    }
    return true;
  }

  private void reference(RlpWriter out, Map<Bytes, Bytes> pairs, int depth) {
    Bytes rlp = compose(pairs, depth);
    if (rlp.size() < 32) {
      out.raw(rlp.unsafeArray());
    } else {
      nodes.put(pairs.keySet().iterator().next().slice(0, depth), rlp);
      out.hash(Keccak256.hash(rlp));
    }
  }
}
