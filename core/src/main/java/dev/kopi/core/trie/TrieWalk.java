package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** Goes through a trie in the order of its keys: all of it, or on the way to one place. */
public final class TrieWalk {
  private static final int KEY_NIBBLES = 64;

  /** What is met on the way. */
  public interface Visitor {
    /**
     * A node that is not embedded in its parent; called before its descendants.
     *
     * @param path the nibbles from the root, one a byte
     * @return its RLP, whose keccak256 is {@code hash}
     */
    Bytes node(Bytes path, Hash hash);

    /** The end of a key. */
    void leaf(Hash key, Bytes value);
  }

  /** As {@link Visitor#node}. */
  interface Nodes {
    Bytes node(Bytes path, Hash hash);
  }

  private final Nodes nodes;

  /** Hears of the ends of keys; null when the keys may have any length and do not matter. */
  private final @Nullable Visitor leaves;

  private final byte[] path = new byte[KEY_NIBBLES];

  private TrieWalk(Nodes nodes, @Nullable Visitor leaves) {
    this.nodes = nodes;
    this.leaves = leaves;
  }

  /**
   * Walks the secure trie with this root.
   *
   * @throws DecodeException when a node is malformed or a key has not 32 bytes
   */
  public static void walk(Hash root, Visitor visitor) {
    walk(root, new TrieWalk(visitor::node, visitor));
  }

  /**
   * Visits every node that is not embedded in its parent, in a trie with keys of any length.
   *
   * @throws DecodeException when a node is malformed
   */
  static void walkNodes(Hash root, Nodes nodes) {
    walk(root, new TrieWalk(nodes, null));
  }

  private static void walk(Hash root, TrieWalk walk) {
    if (!root.equals(Keccak256.EMPTY_TRIE)) {
      walk.walk(new Node.Stored(root), 0);
    }
  }

  /**
   * Walks the root and one of its subtrees: all keys that begin with this nibble.
   *
   * @throws DecodeException when a node is malformed or a key has not 32 bytes
   */
  public static void walkPart(Hash root, int nibble, Visitor visitor) {
    if (root.equals(Keccak256.EMPTY_TRIE)) {
      return;
    }
    TrieWalk walk = new TrieWalk(visitor::node, visitor);
    switch (NodeCodec.decode(visitor.node(Bytes.EMPTY, root))) {
      case Node.Branch branch -> {
        walk.path[0] = (byte) nibble;
        walk.walk(branch.children[nibble], 1);
      }
      case Node.Extension extension -> {
        if (extension.path[0] == nibble) {
          walk.walk(extension, 0);
        }
      }
      case Node.Leaf leaf -> {
        if (leaf.path.length > 0 && leaf.path[0] == nibble) {
          walk.walk(leaf, 0);
        }
      }
      case Node.Stored _ -> throw new DecodeException("trie: a root that is a reference");
    }
  }

  /**
   * Whether a node is a branch with all of its ways open.
   *
   * @throws DecodeException when the bytes are not a node
   */
  public static boolean isFullBranch(Bytes encoded) {
    if (!(NodeCodec.decode(encoded) instanceof Node.Branch branch)) {
      return false;
    }
    for (Node child : branch.children) {
      if (child == null) {
        return false;
      }
    }
    return true;
  }

  /**
   * What a hashed key holds, or null.
   *
   * @throws dev.kopi.core.state.StateUnavailableException when a node is missing
   * @throws DecodeException when a node is malformed
   */
  public static @Nullable Bytes get(NodeReader nodes, Hash owner, Hash root, Hash key) {
    return new Trie(nodes, owner, root).get(Nibbles.of(key));
  }

  /**
   * The hash of the node at a path that is not embedded in its parent, or null if there is none.
   *
   * @param path the nibbles from the root, one a byte
   * @throws dev.kopi.core.state.StateUnavailableException when a node above it is missing
   * @throws DecodeException when a node above it is malformed
   */
  public static @Nullable Hash hashAt(NodeReader nodes, Hash owner, Hash root, Bytes path) {
    byte[] way = path.unsafeArray();
    Trie trie = new Trie(nodes, owner, root);
    Node node = trie.root();
    int depth = 0;
    while (true) {
      switch (node) {
        case null -> {
          return null;
        }
        case Node.Stored stored -> {
          if (depth == way.length) {
            return stored.hash;
          }
          node = trie.resolve(stored, way, depth);
        }
        case Node.Leaf _ -> {
          return null;
        }
        case Node.Extension extension -> {
          int length = extension.path.length;
          if (Nibbles.common(extension.path, way, depth) < length) {
            return null;
          }
          depth += length;
          node = extension.child;
        }
        case Node.Branch branch -> {
          if (depth == way.length) {
            return null;
          }
          node = branch.children[way[depth++]];
        }
      }
    }
  }

  private void walk(@Nullable Node node, int depth) {
    switch (node) {
      case null -> {}
      case Node.Stored stored ->
          walk(NodeCodec.decode(nodes.node(Bytes.copyOf(path, 0, depth), stored.hash)), depth);
      case Node.Leaf leaf -> {
        Visitor told = leaves;
        if (told != null) {
          if (depth + leaf.path.length != KEY_NIBBLES) {
            throw new DecodeException("trie: a key that has not 32 bytes");
          }
          System.arraycopy(leaf.path, 0, path, depth, leaf.path.length);
          told.leaf(key(), leaf.value);
        }
      }
      case Node.Extension extension -> {
        int below = bounded(depth + extension.path.length);
        System.arraycopy(extension.path, 0, path, depth, extension.path.length);
        walk(extension.child, below);
      }
      case Node.Branch branch -> {
        int below = bounded(depth + 1);
        for (int i = 0; i < 16; i++) {
          path[depth] = (byte) i;
          walk(branch.children[i], below);
        }
      }
    }
  }

  private static int bounded(int depth) {
    if (depth > KEY_NIBBLES) {
      throw new DecodeException("trie: a path longer than any key");
    }
    return depth;
  }

  private Hash key() {
    byte[] key = new byte[32];
    for (int i = 0; i < 32; i++) {
      key[i] = (byte) (path[2 * i] << 4 | path[2 * i + 1]);
    }
    return Hash.of(key);
  }
}
