package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the items of a list back from its trie, whose nodes come by their hash. */
public final class OrderedTrieReader {
  /** The nibbles of the RLP of a number below 2^24. */
  private static final int MAX_KEY_NIBBLES = 8;

  private final Function<Hash, Bytes> nodes;
  private final byte[] path = new byte[MAX_KEY_NIBBLES];
  private final List<@Nullable Bytes> items = new ArrayList<>();

  private OrderedTrieReader(Function<Hash, Bytes> nodes) {
    this.nodes = nodes;
  }

  /**
   * The items of the list with this root.
   *
   * @throws DecodeException when a node is malformed, or the keys are not 0, 1, 2 …
   */
  public static List<Bytes> items(Hash root, Function<Hash, Bytes> nodes) {
    if (root.equals(Keccak256.EMPTY_TRIE)) {
      return List.of();
    }
    OrderedTrieReader reader = new OrderedTrieReader(nodes);
    reader.walk(new Node.Stored(root), 0);
    List<Bytes> found = new ArrayList<>(reader.items.size());
    for (Bytes item : reader.items) {
      if (item == null) {
        throw new DecodeException("list trie: item " + found.size() + " is missing");
      }
      found.add(item);
    }
    return found;
  }

  private void walk(@Nullable Node node, int depth) {
    switch (node) {
      case null -> {}
      case Node.Stored stored -> walk(NodeCodec.decode(nodes.apply(stored.hash)), depth);
      case Node.Leaf leaf -> put(append(leaf.path, depth), leaf.value);
      case Node.Extension extension -> walk(extension.child, append(extension.path, depth));
      case Node.Branch branch -> {
        Bytes value = branch.value;
        if (value != null) {
          put(depth, value);
        }
        for (int i = 0; i < 16; i++) {
          if (branch.children[i] != null) {
            int below = append(new byte[] {(byte) i}, depth);
            walk(branch.children[i], below);
          }
        }
      }
    }
  }

  private int append(byte[] more, int depth) {
    if (more.length > MAX_KEY_NIBBLES - depth) {
      throw new DecodeException("list trie: a key longer than that of any item");
    }
    System.arraycopy(more, 0, path, depth, more.length);
    return depth + more.length;
  }

  private void put(int length, Bytes value) {
    if (length % 2 != 0) {
      throw new DecodeException("list trie: a key of half bytes");
    }
    byte[] key = new byte[length / 2];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (path[2 * i] << 4 | path[2 * i + 1]);
    }
    RlpReader reader = new RlpReader(key);
    int index = (int) reader.number();
    reader.expectEnd();
    while (items.size() <= index) {
      items.add(null);
    }
    items.set(index, value);
  }
}
