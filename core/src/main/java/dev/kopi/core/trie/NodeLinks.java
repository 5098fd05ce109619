package dev.kopi.core.trie;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** The way on from one trie node: the nodes below it, and the values that end in it. */
public final class NodeLinks {
  private static final int KEY_NIBBLES = 64;

  /** What a node refers to. */
  public interface Visitor {
    /**
     * A node that stands on its own.
     *
     * @param path the nibbles from the root, one a byte
     */
    void child(Bytes path, Hash hash);

    /** The value of a hashed key. */
    void leaf(Hash key, Bytes value);
  }

  private NodeLinks() {}

  /**
   * Visits what a node of a secure trie refers to.
   *
   * @param path the node's own path
   * @throws DecodeException when the bytes are not a node
   */
  public static void visit(Bytes path, Bytes encoded, Visitor visitor) {
    visit(path.toArray(), NodeCodec.decode(encoded), visitor);
  }

  private static void visit(byte[] path, @Nullable Node node, Visitor visitor) {
    if (path.length > KEY_NIBBLES) {
      throw new DecodeException("trie: a path longer than any key");
    }
    switch (node) {
      case null -> {}
      case Node.Stored stored -> visitor.child(Bytes.copyOf(path), stored.hash);
      case Node.Leaf leaf -> {
        byte[] key = Nibbles.join(path, leaf.path);
        if (key.length != KEY_NIBBLES) {
          throw new DecodeException("trie: a key that has not 32 bytes");
        }
        byte[] packed = new byte[KEY_NIBBLES / 2];
        for (int i = 0; i < packed.length; i++) {
          packed[i] = (byte) (key[2 * i] << 4 | key[2 * i + 1]);
        }
        visitor.leaf(Hash.of(packed), leaf.value);
      }
      case Node.Extension extension ->
          visit(Nibbles.join(path, extension.path), extension.child, visitor);
      case Node.Branch branch -> {
        for (int i = 0; i < 16; i++) {
          visit(Nibbles.join(path, new byte[] {(byte) i}), branch.children[i], visitor);
        }
      }
    }
  }
}
