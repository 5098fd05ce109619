package dev.kopi.core.trie;

import dev.kopi.core.platform.ByteArrays;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many changes brought into a trie in one walk. The keys are sorted, so each node sees the range of
 * keys that pass through it and is rebuilt at most once, after everything below it; a branch that
 * keeps a single way collapses only if that is so in the end.
 *
 * <p>Which stored nodes lose their place is noted on the way. A node never changes its path without
 * being rebuilt, so this, against what the encoder emits, is exactly what changes in a store keyed
 * by path.
 */
final class TrieBatch {
  private final Trie trie;
  private final byte[][] keys;
  private final @Nullable Bytes[] values;
  private final Map<Bytes, Hash> replaced = new HashMap<>();

  /**
   * Changes for one trie.
   *
   * @param keys nibbles, in ascending order without repetition
   * @param values what each key holds afterwards; null for nothing
   */
  TrieBatch(Trie trie, byte[][] keys, @Nullable Bytes[] values) {
    this.trie = trie;
    this.keys = keys;
    this.values = values;
  }

  /**
   * The stored nodes, by path, that are not in their place any more unless the new trie has the
   * same there.
   */
  Map<Bytes, Hash> replaced() {
    return replaced;
  }

  /** All changes, from the root on. */
  @Nullable Node apply(@Nullable Node root) {
    return update(root, 0, keys.length, 0);
  }

  /**
   * The node after the changes of {@code keys[lo]} to {@code keys[hi - 1]}, which all lead to it;
   * the same object when they change nothing, null when nothing remains.
   */
  @Nullable Node update(@Nullable Node node, int lo, int hi, int depth) {
    if (lo == hi) {
      return node;
    }
    return switch (node) {
      case null -> build(keys, values, lo, hi, depth);
      case Node.Stored stored -> {
        Node content = trie.resolve(stored, keys[lo], depth);
        Node updated = update(content, lo, hi, depth);
        if (updated == content) {
          yield stored;
        }
        replaced.put(Bytes.copyOf(keys[lo], 0, depth), stored.hash);
        yield updated;
      }
      case Node.Leaf leaf -> updateLeaf(leaf, lo, hi, depth);
      case Node.Extension extension -> updateExtension(extension, lo, hi, depth);
      case Node.Branch branch -> updateBranch(branch, lo, hi, depth);
    };
  }

  private @Nullable Node updateLeaf(Node.Leaf leaf, int lo, int hi, int depth) {
    byte[] own = Nibbles.join(Arrays.copyOf(keys[lo], depth), leaf.path);
    int at = lo;
    while (at < hi && ByteArrays.compareUnsigned(keys[at], own) < 0) {
      at++;
    }
    if (at < hi && Arrays.equals(keys[at], own)) {
      boolean alone = hi - lo == 1;
      return alone && leaf.value.equals(values[at]) ? leaf : build(keys, values, lo, hi, depth);
    }
    if (firstValue(values, lo, hi) == hi) {
      return leaf;
    }
    int before = at - lo;
    byte[][] mergedKeys = new byte[hi - lo + 1][];
    @Nullable Bytes[] mergedValues = new @Nullable Bytes[hi - lo + 1];
    System.arraycopy(keys, lo, mergedKeys, 0, before);
    System.arraycopy(values, lo, mergedValues, 0, before);
    mergedKeys[before] = own;
    mergedValues[before] = leaf.value;
    System.arraycopy(keys, at, mergedKeys, before + 1, hi - at);
    System.arraycopy(values, at, mergedValues, before + 1, hi - at);
    return build(mergedKeys, mergedValues, 0, mergedKeys.length, depth);
  }

  private @Nullable Node updateExtension(Node.Extension extension, int lo, int hi, int depth) {
    byte[] path = extension.path;
    // Taking away a key that leaves the extension half-way changes nothing.
    int first = lo;
    while (first < hi && values[first] == null && !follows(path, first, depth)) {
      first++;
    }
    int last = hi - 1;
    while (last > first && values[last] == null && !follows(path, last, depth)) {
      last--;
    }
    if (first == hi) {
      return extension;
    }
    int shared =
        Math.min(Nibbles.common(path, keys[first], depth), Nibbles.common(path, keys[last], depth));
    if (shared == path.length) {
      Node child = extension.child;
      Node updated = update(child, first, last + 1, depth + shared);
      return updated == child ? extension : prepend(path, updated, keys[first], depth);
    }
    Node rest =
        shared + 1 == path.length
            ? extension.child
            : new Node.Extension(
                Arrays.copyOfRange(path, shared + 1, path.length), extension.child);
    @Nullable Node[] children = new @Nullable Node[16];
    children[path[shared]] = rest;
    Node split = updateBranch(new Node.Branch(children, null), first, last + 1, depth + shared);
    return prepend(Arrays.copyOf(path, shared), split, keys[first], depth);
  }

  private boolean follows(byte[] path, int index, int depth) {
    return Nibbles.common(path, keys[index], depth) == path.length;
  }

  private @Nullable Node updateBranch(Node.Branch branch, int lo, int hi, int depth) {
    @Nullable Node[] children = branch.children;
    @Nullable Bytes value = branch.value;
    boolean changed = false;
    int at = lo;
    if (keys[at].length == depth) {
      Bytes own = values[at++];
      changed = value == null ? own != null : !value.equals(own);
      value = own;
    }
    @Nullable Node[] updated = children;
    while (at < hi) {
      int nibble = keys[at][depth];
      int end = endOfNibble(keys, at, hi, depth);
      Node before = children[nibble];
      Node after = update(before, at, end, depth + 1);
      if (after != before) {
        if (updated == children) {
          updated = children.clone();
        }
        updated[nibble] = after;
        changed = true;
      }
      at = end;
    }
    return changed ? settle(new Node.Branch(updated, value), keys[lo], depth) : branch;
  }

  /** The branch, or the shorter node it becomes when less than two ways or values remain. */
  @Nullable Node settle(Node.Branch branch, byte[] path, int depth) {
    @Nullable Node[] children = branch.children;
    int only = -1;
    int count = 0;
    for (int i = 0; i < 16; i++) {
      if (children[i] != null) {
        only = i;
        count++;
      }
    }
    Bytes value = branch.value;
    if (count == 0) {
      return value == null ? null : new Node.Leaf(new byte[0], value);
    }
    if (count > 1 || value != null) {
      return branch;
    }
    byte[] way = {(byte) only};
    return prepend(way, children[only], path, depth);
  }

  /**
   * A node that lies behind more nibbles.
   *
   * @param path nibbles of which the first {@code depth} lead to where the answer will stand
   */
  private @Nullable Node prepend(byte[] way, @Nullable Node node, byte[] path, int depth) {
    if (way.length == 0) {
      return node;
    }
    return switch (node) {
      case null -> null;
      case Node.Leaf leaf -> new Node.Leaf(Nibbles.join(way, leaf.path), leaf.value);
      case Node.Extension extension ->
          new Node.Extension(Nibbles.join(way, extension.path), extension.child);
      case Node.Branch branch -> new Node.Extension(way, branch);
      case Node.Stored stored -> {
        byte[] full = Nibbles.join(Arrays.copyOf(path, depth), way);
        Node content = trie.resolve(stored, full, full.length);
        if (content instanceof Node.Branch) {
          yield new Node.Extension(way, stored);
        }
        replaced.put(Bytes.wrap(full), stored.hash);
        yield prepend(way, content, path, depth);
      }
    };
  }

  /** A trie of the values alone. */
  private static @Nullable Node build(
      byte[][] keys, @Nullable Bytes[] values, int lo, int hi, int depth) {
    int first = firstValue(values, lo, hi);
    if (first == hi) {
      return null;
    }
    int last = hi - 1;
    Bytes value = values[last];
    while (value == null) {
      value = values[--last];
    }
    byte[] key = keys[first];
    byte[] rest = Arrays.copyOfRange(key, depth, key.length);
    if (first == last) {
      return new Node.Leaf(rest, value);
    }
    int shared = Nibbles.common(rest, keys[last], depth);
    Node branch = buildBranch(keys, values, first, last + 1, depth + shared);
    return shared == 0 ? branch : new Node.Extension(Arrays.copyOf(rest, shared), branch);
  }

  private static Node buildBranch(
      byte[][] keys, @Nullable Bytes[] values, int lo, int hi, int depth) {
    @Nullable Node[] children = new @Nullable Node[16];
    int at = lo;
    @Nullable Bytes value = null;
    if (keys[at].length == depth) {
      value = values[at++];
    }
    while (at < hi) {
      int end = endOfNibble(keys, at, hi, depth);
      children[keys[at][depth]] = build(keys, values, at, end, depth + 1);
      at = end;
    }
    return new Node.Branch(children, value);
  }

  /** Where the keys that share the nibble of {@code keys[at]} end. */
  static int endOfNibble(byte[][] keys, int at, int hi, int depth) {
    int nibble = keys[at][depth];
    int end = at + 1;
    while (end < hi && keys[end][depth] == nibble) {
      end++;
    }
    return end;
  }

  private static int firstValue(@Nullable Bytes[] values, int lo, int hi) {
    int first = lo;
    while (first < hi && values[first] == null) {
      first++;
    }
    return first;
  }
}
