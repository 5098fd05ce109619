package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.platform.ByteArrays;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs of neighbouring entries of a secure trie, with a proof that they are all that there is
 * between their ends.
 *
 * @see <a href="https://github.com/ethereum/devp2p/blob/master/caps/snap.md">Ethereum Snapshot
 *     Protocol</a>
 */
public final class TrieRange {
  private static final Hash LAST = Hash.ofWords(-1, -1, -1, -1);

  private TrieRange() {}

  /** What one hashed key holds. */
  public record Entry(Hash key, Bytes value) {}

  /**
   * A run of entries.
   *
   * @param entries in the order of their keys
   * @param proof the nodes on the ways to the first key that was asked for and to the last one that
   *     is there
   * @param more whether the trie has keys beyond the last one
   */
  public record Part(List<Entry> entries, List<Bytes> proof, boolean more) {
    /** Copies the lists. */
    public Part {
      entries = List.copyOf(entries);
      proof = List.copyOf(proof);
    }
  }

  /** What a proof says of a run of entries. */
  public sealed interface Verdict {
    /**
     * They are all that the trie holds from the first key that was asked for to the last one that
     * is there.
     *
     * @param more whether the trie holds keys beyond that
     */
    record Whole(boolean more) implements Verdict {}

    /** The nodes do not prove that. */
    record Invalid() implements Verdict {}
  }

  /**
   * Reads entries from {@code from} on, up to the first whose key is not below {@code limit} or
   * with which {@code maxBytes} are reached. There is always one entry, unless the trie ends
   * before.
   *
   * @param owner keccak256 of the account's address for a storage trie; {@link Hash#ZERO} for the
   *     account trie
   * @throws StateUnavailableException when a node is missing
   */
  public static Part read(
      NodeReader nodes, Hash owner, Hash root, Hash from, Hash limit, int maxBytes) {
    Trie trie = new Trie(nodes, owner, root);
    Reader reader = new Reader(trie, from, limit, maxBytes);
    boolean ended = reader.read(trie.root(), new byte[64], 0, true);
    Map<Bytes, Bytes> proof = new LinkedHashMap<>();
    trail(nodes, owner, root, from, proof);
    if (!reader.entries.isEmpty()) {
      trail(nodes, owner, root, reader.entries.getLast().key(), proof);
    }
    return new Part(reader.entries, List.copyOf(proof.values()), !ended);
  }

  private static void trail(
      NodeReader nodes, Hash owner, Hash root, Hash key, Map<Bytes, Bytes> proof) {
    List<Bytes> trail = new ArrayList<>();
    new Trie(nodes, owner, root).get(Nibbles.of(key), trail);
    trail.forEach(node -> proof.putIfAbsent(node, node));
  }

  /** Walks a trie in the order of its keys. */
  private static final class Reader {
    private final Trie trie;
    private final byte[] from;
    private final Hash limit;
    private final int maxBytes;
    private final List<Entry> entries = new ArrayList<>();
    private long bytes;

    Reader(Trie trie, Hash from, Hash limit, int maxBytes) {
      this.trie = trie;
      this.from = Nibbles.of(from);
      this.limit = limit;
      this.maxBytes = maxBytes;
    }

    /**
     * Receives the subtree of a node.
     *
     * @param low whether the path so far is the start of the first key that was asked for
     * @return whether there is room for more
     */
    boolean read(@Nullable Node node, byte[] path, int depth, boolean low) {
      return switch (node) {
        case null -> true;
        case Node.Stored stored ->
            read(NodeCodec.decode(trie.encoding(stored, path, depth)), path, depth, low);
        case Node.Leaf leaf -> {
          int end = go(path, depth, leaf.path);
          if (end != path.length) {
            throw new DecodeException("trie: a path shorter than a key");
          }
          boolean before = low && compare(path, depth, end, from) < 0;
          yield before || take(key(path), leaf.value);
        }
        case Node.Extension extension -> {
          int end = go(path, depth, extension.path);
          int order = low ? compare(path, depth, end, from) : 1;
          yield order < 0 || read(extension.child, path, end, order == 0);
        }
        case Node.Branch branch -> {
          for (int i = low && depth < 64 ? from[depth] : 0; i < 16; i++) {
            int end = go(path, depth, new byte[] {(byte) i});
            if (!read(branch.children[i], path, end, low && i == from[depth])) {
              yield false;
            }
          }
          yield true;
        }
      };
    }

    private boolean take(Hash key, Bytes value) {
      boolean full =
          !entries.isEmpty()
              && (bytes >= maxBytes || entries.getLast().key().compareTo(limit) >= 0);
      if (full) {
        return false;
      }
      entries.add(new Entry(key, value));
      bytes += 32L + value.size();
      return true;
    }
  }

  /** Appends nibbles to a path. Returns the new length. */
  private static int go(byte[] path, int depth, byte[] way) {
    if (depth + way.length > path.length) {
      throw new DecodeException("trie: a path longer than any key");
    }
    System.arraycopy(way, 0, path, depth, way.length);
    return depth + way.length;
  }

  private static int compare(byte[] path, int start, int end, byte[] key) {
    return ByteArrays.compareUnsigned(path, key, start, end);
  }

  private static Hash key(byte[] path) {
    byte[] key = new byte[32];
    for (int i = 0; i < 32; i++) {
      key[i] = (byte) (path[2 * i] << 4 | path[2 * i + 1]);
    }
    return Hash.of(key);
  }

  /**
   * Checks a run of entries against a root. Without any proof, the entries must be the whole trie.
   *
   * @param from the first key that was asked for
   */
  public static Verdict verify(Hash root, Hash from, List<Entry> entries, List<Bytes> proof) {
    byte[][] keys = new byte[entries.size()][];
    @Nullable Bytes[] values = new @Nullable Bytes[keys.length];
    Hash last = null;
    for (int i = 0; i < keys.length; i++) {
      Entry entry = entries.get(i);
      boolean ordered =
          last == null ? entry.key().compareTo(from) >= 0 : entry.key().compareTo(last) > 0;
      if (!ordered || entry.value().isEmpty()) {
        return new Verdict.Invalid();
      }
      last = entry.key();
      keys[i] = Nibbles.of(last);
      values[i] = entry.value();
    }
    Map<Hash, Bytes> known = new HashMap<>();
    proof.forEach(node -> known.put(Keccak256.hash(node), node));
    Trie trie = new Trie((owner, path, hash) -> known.get(hash), Hash.ZERO, root);
    Emptier emptier = new Emptier(trie, from, last == null ? LAST : last);
    try {
      Node outside =
          proof.isEmpty() ? null : emptier.without(trie.root(), new byte[64], 0, true, true);
      Node whole = new TrieBatch(trie, keys, values).apply(outside);
      return new NodeEncoder().root(whole).equals(root)
          ? new Verdict.Whole(emptier.more)
          : new Verdict.Invalid();
    } catch (DecodeException | StateUnavailableException e) {
      return new Verdict.Invalid();
    }
  }

  /** Removes everything between two keys from a trie, without normalising the rest. */
  private static final class Emptier {
    private final Trie trie;
    private final byte[] first;
    private final byte[] last;
    private boolean more;

    Emptier(Trie trie, Hash first, Hash last) {
      this.trie = trie;
      this.first = Nibbles.of(first);
      this.last = Nibbles.of(last);
    }

    /**
     * What is left of a node.
     *
     * @param low whether the path so far is the start of the first key
     * @param high whether it is the start of the last key
     */
    @Nullable Node without(@Nullable Node node, byte[] path, int depth, boolean low, boolean high) {
      if (node == null || (!low && !high)) {
        return null;
      }
      return switch (node) {
        case Node.Stored stored ->
            without(trie.resolve(stored, path, depth), path, depth, low, high);
        case Node.Leaf leaf -> {
          int end = go(path, depth, leaf.path);
          if (low && compare(path, depth, end, first) < 0) {
            yield leaf;
          }
          boolean beyond = high && compare(path, depth, end, last) > 0;
          more |= beyond;
          yield beyond ? leaf : null;
        }
        case Node.Extension extension -> {
          int end = go(path, depth, extension.path);
          int toFirst = low ? compare(path, depth, end, first) : 1;
          int toLast = high ? compare(path, depth, end, last) : -1;
          if (toFirst < 0) {
            yield extension;
          }
          if (toLast > 0) {
            more = true;
            yield extension;
          }
          Node child = without(extension.child, path, end, toFirst == 0, toLast == 0);
          yield child == null ? null : new Node.Extension(extension.path, child);
        }
        case Node.Branch branch -> branch(branch, path, depth, low, high);
      };
    }

    private @Nullable Node branch(
        Node.Branch branch, byte[] path, int depth, boolean low, boolean high) {
      @Nullable Node[] children = branch.children.clone();
      boolean any = false;
      for (int i = 0; i < 16; i++) {
        int end = go(path, depth, new byte[] {(byte) i});
        if (high && i > last[depth]) {
          more |= children[i] != null;
        } else if (!low || i >= first[depth]) {
          boolean onFirst = low && i == first[depth];
          boolean onLast = high && i == last[depth];
          children[i] = without(children[i], path, end, onFirst, onLast);
        }
        any |= children[i] != null;
      }
      return any || branch.value != null ? new Node.Branch(children, branch.value) : null;
    }
  }
}
