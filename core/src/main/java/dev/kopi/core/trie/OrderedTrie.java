package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The root of the trie that maps the RLP of 0, 1, 2 … to the items of a list: transactions,
 * receipts, withdrawals.
 */
public final class OrderedTrie {
  private static final int SINGLE_BYTE = 0x80;

  private final List<Bytes> values = new ArrayList<>();
  private final List<byte[]> keys = new ArrayList<>();
  private final Keccak256 keccak = new Keccak256();

  /** Takes the nodes that stand on their own; null when only the root matters. */
  private final @Nullable Consumer<Bytes> nodes;

  private OrderedTrie(List<Bytes> items, @Nullable Consumer<Bytes> nodes) {
    this.nodes = nodes;
    for (int rank = 0; rank < items.size(); rank++) {
      int index = index(rank, items.size());
      if (!items.get(index).isEmpty()) {
        keys.add(Nibbles.of(new RlpWriter(16).number(index).toBytes()));
        values.add(items.get(index));
      }
    }
  }

  /** The root over some items. An empty one has no entry: a trie holds no empty values. */
  public static Hash root(List<Bytes> items) {
    return root(items, null);
  }

  /**
   * As {@link #root}; the RLP of every node that is not embedded in its parent is added to {@code
   * nodes}.
   */
  public static Hash write(List<Bytes> items, Consumer<Bytes> nodes) {
    return root(items, nodes);
  }

  private static Hash root(List<Bytes> items, @Nullable Consumer<Bytes> nodes) {
    OrderedTrie trie = new OrderedTrie(items, nodes);
    if (trie.keys.isEmpty()) {
      return Keccak256.EMPTY_TRIE;
    }
    byte[] root = trie.node(0, trie.keys.size(), 0);
    if (nodes != null) {
      nodes.accept(Bytes.wrap(root));
    }
    return Keccak256.hash(root);
  }

  /**
   * The index whose key is the {@code rank}-th in order: 1 to 127 are their own bytes, 0 is 0x80,
   * larger ones start above it.
   */
  private static int index(int rank, int size) {
    int ones = Math.min(size, SINGLE_BYTE) - 1;
    if (rank < ones) {
      return rank + 1;
    }
    return rank == ones ? 0 : rank;
  }

  /**
   * The RLP of the node that holds the keys of the ranks from {@code lo} to below {@code hi}. No
   * key is the start of another.
   */
  private byte[] node(int lo, int hi, int depth) {
    byte[] key = keys.get(lo);
    byte[] rest = Arrays.copyOfRange(key, depth, key.length);
    if (hi - lo == 1) {
      Bytes item = values.get(lo);
      RlpWriter out = new RlpWriter(16 + item.size()).startList();
      return out.bytes(Nibbles.pack(rest, true)).bytes(item).endList().toArray();
    }
    int shared = Nibbles.common(rest, keys.get(hi - 1), depth);
    byte[] branch = branch(lo, hi, depth + shared);
    if (shared == 0) {
      return branch;
    }
    byte[] path = Nibbles.pack(Arrays.copyOf(rest, shared), false);
    RlpWriter out = new RlpWriter(64).startList().bytes(path);
    reference(out, branch);
    return out.endList().toArray();
  }

  private byte[] branch(int lo, int hi, int depth) {
    RlpWriter out = new RlpWriter(560).startList();
    int at = lo;
    for (int nibble = 0; nibble < 16; nibble++) {
      int end = at;
      while (end < hi && keys.get(end)[depth] == nibble) {
        end++;
      }
      if (end == at) {
        out.number(0);
      } else {
        reference(out, node(at, end, depth + 1));
      }
      at = end;
    }
    return out.bytes(Bytes.EMPTY).endList().toArray();
  }

  private void reference(RlpWriter out, byte[] node) {
    if (node.length < 32) {
      out.raw(node);
    } else {
      if (nodes != null) {
        nodes.accept(Bytes.wrap(node));
      }
      out.hash(keccak.update(node, 0, node.length).digest());
    }
  }
}
