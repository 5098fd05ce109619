package dev.kopi.core.trie;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import org.jspecify.annotations.Nullable;

/** Reads trie nodes from RLP. */
final class NodeCodec {
  private static final int HASH_ITEM = 0xa0;
  private static final int EMPTY_ITEM = 0x80;

  private NodeCodec() {}

  /**
   * Reads exactly one node, with those that are embedded in it.
   *
   * @throws DecodeException when the bytes are not a node
   */
  static Node decode(Bytes encoded) {
    RlpReader reader = new RlpReader(encoded);
    Node node = read(reader, encoded.unsafeArray());
    reader.expectEnd();
    return node;
  }

  private static Node read(RlpReader reader, byte[] data) {
    RlpReader items = reader.list();
    int start = items.position();
    RlpReader counter = new RlpReader(data, start, reader.position() - start);
    int count = 0;
    while (counter.hasMore() && count <= 17) {
      counter.skip();
      count++;
    }
    return switch (count) {
      case 2 -> readShort(items, data);
      case 17 -> readBranch(items, data);
      default -> throw new DecodeException("trie node: neither 2 nor 17 items");
    };
  }

  private static Node readShort(RlpReader items, byte[] data) {
    Bytes packed = items.bytes(33);
    byte[] path = Nibbles.unpack(packed);
    if (Nibbles.packedIsLeaf(packed)) {
      Bytes value = items.bytes();
      if (value.isEmpty()) {
        throw new DecodeException("trie node: a leaf without a value");
      }
      return new Node.Leaf(path, value);
    }
    Node child = readReference(items, data);
    if (path.length == 0 || child == null) {
      throw new DecodeException("trie node: an extension without a path or a child");
    }
    return new Node.Extension(path, child);
  }

  private static Node readBranch(RlpReader items, byte[] data) {
    @Nullable Node[] children = new @Nullable Node[16];
    for (int i = 0; i < 16; i++) {
      children[i] = readReference(items, data);
    }
    Bytes value = items.bytes();
    return new Node.Branch(children, value.isEmpty() ? null : value);
  }

  /** A hash, a node of less than 32 bytes in place, or nothing. */
  private static @Nullable Node readReference(RlpReader items, byte[] data) {
    if (items.nextIsList()) {
      Bytes embedded = items.raw();
      if (embedded.size() >= 32) {
        throw new DecodeException("trie node: an embedded node of 32 bytes or more");
      }
      return decode(embedded);
    }
    return switch (data[items.position()] & 0xff) {
      case HASH_ITEM -> new Node.Stored(items.hash());
      case EMPTY_ITEM -> {
        items.skip();
        yield null;
      }
      default -> throw new DecodeException("trie node: a reference that is not a hash");
    };
  }
}
