package dev.kopi.core.trie;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A node of a trie in memory. Nodes are values: an update makes new ones along the changed paths
 * and answers the same object where nothing changed. Only {@link Stored} remembers something: what
 * it stands for, once that was read.
 */
sealed interface Node {

  /** The end of a key, and its value. */
  final class Leaf implements Node {
    final byte[] path;
    final Bytes value;

    Leaf(byte[] path, Bytes value) {
      this.path = path;
      this.value = value;
    }
  }

  /** Nibbles that all keys below share; the child is a branch. */
  final class Extension implements Node {
    final byte[] path;
    final Node child;

    Extension(byte[] path, Node child) {
      this.path = path;
      this.child = child;
    }
  }

  /**
   * Up to sixteen ways on, and the value of the key that ends here (never in tries with keys of one
   * length).
   */
  final class Branch implements Node {
    final @Nullable Node[] children;
    final @Nullable Bytes value;

    Branch(@Nullable Node[] children, @Nullable Bytes value) {
      this.children = children;
      this.value = value;
    }
  }

  /** A node that has an encoding of its own, known by hash. */
  final class Stored implements Node {
    final Hash hash;
    @Nullable Node content;

    Stored(Hash hash) {
      this.hash = hash;
    }
  }
}
