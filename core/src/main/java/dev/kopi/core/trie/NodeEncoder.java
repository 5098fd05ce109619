package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the new nodes of a trie into RLP, deepest first, and lists those that stand on their own.
 */
final class NodeEncoder {
  private static final int EMBEDDED_LIMIT = 32;

  /** A node with an encoding of its own, new or written again. */
  record Encoded(Bytes path, Bytes rlp, Hash hash) {}

  private final Keccak256 keccak = new Keccak256();
  private final List<Encoded> encoded = new ArrayList<>();
  // The path to the node at hand; embedded nodes of a foreign trie may lie below the longest key.
  private byte[] path = new byte[72];

  /** What was encoded so far and is not embedded in another node. */
  List<Encoded> encoded() {
    return encoded;
  }

  /** Encodes a root, which is hashed whatever its size. Returns its hash. */
  Hash root(@Nullable Node root) {
    return switch (root) {
      case null -> Keccak256.EMPTY_TRIE;
      case Node.Stored stored -> stored.hash;
      case Node.Leaf _, Node.Extension _, Node.Branch _ -> emit(encode(root, 0), 0);
    };
  }

  /** Encodes one child of the root. Returns the reference to it. */
  Node reference(Node child, int nibble) {
    path[0] = (byte) nibble;
    return child instanceof Node.Stored ? child : settle(child, 1);
  }

  /** The node itself when it is small enough to be embedded, else its hash. */
  private Node settle(Node node, int depth) {
    byte[] rlp = encode(node, depth);
    return rlp.length < EMBEDDED_LIMIT ? node : new Node.Stored(emit(rlp, depth));
  }

  private Hash emit(byte[] rlp, int depth) {
    Hash hash = keccak.update(rlp, 0, rlp.length).digest();
    encoded.add(new Encoded(Bytes.copyOf(path, 0, depth), Bytes.wrap(rlp), hash));
    return hash;
  }

  private byte[] encode(Node node, int depth) {
    return switch (node) {
      case Node.Leaf leaf -> {
        RlpWriter out = new RlpWriter(48 + leaf.value.size()).startList();
        out.bytes(Nibbles.pack(leaf.path, true)).bytes(leaf.value);
        yield out.endList().toArray();
      }
      case Node.Extension extension -> {
        byte[] way = extension.path;
        push(way, depth);
        RlpWriter out = new RlpWriter(80).startList().bytes(Nibbles.pack(way, false));
        write(out, extension.child, depth + way.length);
        yield out.endList().toArray();
      }
      case Node.Branch branch -> encodeBranch(branch, depth);
      case Node.Stored stored -> throw new IllegalStateException("encoded already: " + stored.hash);
    };
  }

  private byte[] encodeBranch(Node.Branch branch, int depth) {
    RlpWriter out = new RlpWriter(560).startList();
    for (int i = 0; i < 16; i++) {
      Node child = branch.children[i];
      if (child == null) {
        out.number(0);
      } else {
        push(i, depth);
        write(out, child, depth + 1);
      }
    }
    Bytes value = branch.value;
    return out.bytes(value == null ? Bytes.EMPTY : value).endList().toArray();
  }

  private void write(RlpWriter out, Node child, int depth) {
    if (child instanceof Node.Stored stored) {
      out.hash(stored.hash);
      return;
    }
    byte[] rlp = encode(child, depth);
    if (rlp.length < EMBEDDED_LIMIT) {
      out.raw(rlp);
    } else {
      out.hash(emit(rlp, depth));
    }
  }

  private void push(int nibble, int depth) {
    path = ensure(depth + 1);
    path[depth] = (byte) nibble;
  }

  private void push(byte[] way, int depth) {
    path = ensure(depth + way.length);
    System.arraycopy(way, 0, path, depth, way.length);
  }

  private byte[] ensure(int length) {
    return length <= path.length ? path : Arrays.copyOf(path, 2 * length);
  }
}
