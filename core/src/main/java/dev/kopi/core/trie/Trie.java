package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One trie, read through a {@link NodeReader} as far as it is asked for; what was read is kept. Not
 * for use by several threads.
 */
final class Trie {
  private final NodeReader nodes;
  private final Hash owner;
  private final @Nullable Node root;

  /**
   * The trie with this root.
   *
   * @param owner keccak256 of the account's address for a storage trie; {@link Hash#ZERO} for the
   *     account trie
   */
  Trie(NodeReader nodes, Hash owner, Hash root) {
    this.nodes = nodes;
    this.owner = owner;
    this.root = root.equals(Keccak256.EMPTY_TRIE) ? null : new Node.Stored(root);
  }

  /** The root node, or null when the trie is empty. */
  @Nullable Node root() {
    return root;
  }

  /** The value at a key, given by its nibbles, or null. */
  @Nullable Bytes get(byte[] key) {
    return get(key, null);
  }

  /**
   * As {@link #get(byte[])}; the RLP of the stored nodes on the way, from the root on, goes to
   * {@code trail}.
   */
  @Nullable Bytes get(byte[] key, @Nullable List<Bytes> trail) {
    Node node = root;
    int depth = 0;
    while (true) {
      switch (node) {
        case null -> {
          return null;
        }
        case Node.Stored stored -> {
          if (trail != null) {
            trail.add(encoding(stored, key, depth));
          }
          node = resolve(stored, key, depth);
        }
        case Node.Leaf leaf -> {
          boolean here = Arrays.equals(leaf.path, 0, leaf.path.length, key, depth, key.length);
          return here ? leaf.value : null;
        }
        case Node.Extension extension -> {
          int length = extension.path.length;
          if (Nibbles.common(extension.path, key, depth) < length) {
            return null;
          }
          depth += length;
          node = extension.child;
        }
        case Node.Branch branch -> {
          if (depth == key.length) {
            return branch.value;
          }
          node = branch.children[key[depth++]];
        }
      }
    }
  }

  /**
   * What a stored node holds.
   *
   * @param path nibbles of which the first {@code depth} lead to the node
   * @throws StateUnavailableException when the node is not there
   * @throws DecodeException when its bytes are not a node
   */
  Node resolve(Node.Stored stored, byte[] path, int depth) {
    Node known = stored.content;
    if (known != null) {
      return known;
    }
    Node node = NodeCodec.decode(encoding(stored, path, depth));
    stored.content = node;
    return node;
  }

  /** The RLP of a stored node. */
  Bytes encoding(Node.Stored stored, byte[] path, int depth) {
    return encoding(stored.hash, Bytes.copyOf(path, 0, depth));
  }

  private Bytes encoding(Hash hash, Bytes at) {
    Bytes rlp = nodes.node(owner, at, hash);
    if (rlp == null) {
      throw new StateUnavailableException(
          "missing trie node " + hash + " at path " + at + " of owner " + owner);
    }
    return rlp;
  }

  /**
   * Every node that is not embedded in its parent, by its path. Reads the whole trie.
   *
   * @throws DecodeException when a node is malformed
   */
  Map<Bytes, Hash> all() {
    Map<Bytes, Hash> found = new HashMap<>();
    if (root instanceof Node.Stored stored) {
      TrieWalk.walkNodes(
          stored.hash,
          (path, hash) -> {
            found.put(path, hash);
            return encoding(hash, path);
          });
    }
    return found;
  }
}
