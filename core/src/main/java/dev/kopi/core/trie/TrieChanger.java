package dev.kopi.core.trie;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.trie.TrieUpdate.NodeChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes one trie and lists what that does to its stored nodes. A large change of a trie whose
 * root is a branch is split into the sub-tries below the root.
 */
final class TrieChanger {
  private static final int SPLIT_FROM_KEYS = 64;

  /** The root afterwards, and every place whose stored node differs. */
  record Result(Hash root, List<NodeChange> changes) {}

  private record Part(int nibble, TrieBatch batch, @Nullable Node before, @Nullable Node after) {}

  private record Encoding(int nibble, Node reference, List<NodeEncoder.Encoded> encoded) {}

  private final Trie trie;
  private final Hash owner;
  private final Tasks tasks;
  private final byte[][] keys;
  private final @Nullable Bytes[] values;
  private final Map<Bytes, Hash> replaced = new HashMap<>();
  private final List<NodeEncoder.Encoded> encoded = new ArrayList<>();

  /**
   * A change.
   *
   * @param gone stored nodes by path that were there before and are not part of {@code trie}
   * @param keys nibbles, in ascending order without repetition
   * @param values what each key holds afterwards; null for nothing
   */
  TrieChanger(
      Trie trie,
      Hash owner,
      Map<Bytes, Hash> gone,
      byte[][] keys,
      @Nullable Bytes[] values,
      Tasks tasks) {
    this.trie = trie;
    this.owner = owner;
    this.tasks = tasks;
    this.keys = keys;
    this.values = values;
    replaced.putAll(gone);
  }

  /** Does it. */
  Result run() {
    Node root = trie.root();
    Node content = null;
    if (root instanceof Node.Stored stored
        && keys.length >= SPLIT_FROM_KEYS
        && keys[0].length > 0) {
      content = trie.resolve(stored, keys[0], 0);
    }
    Hash newRoot;
    if (root instanceof Node.Stored stored && content instanceof Node.Branch branch) {
      newRoot = runSplit(stored, branch);
    } else {
      TrieBatch batch = new TrieBatch(trie, keys, values);
      Node updated = batch.apply(root);
      replaced.putAll(batch.replaced());
      newRoot = encodeRoot(updated);
    }
    return new Result(newRoot, changes());
  }

  private Hash runSplit(Node.Stored root, Node.Branch branch) {
    List<Supplier<Part>> pieces = new ArrayList<>(16);
    for (int at = 0; at < keys.length; ) {
      int from = at;
      int end = TrieBatch.endOfNibble(keys, at, keys.length, 0);
      int nibble = keys[at][0];
      pieces.add(() -> {
        TrieBatch batch = new TrieBatch(trie, keys, values);
        Node before = branch.children[nibble];
        return new Part(nibble, batch, before, batch.update(before, from, end, 1));
      });
      at = end;
    }
    @Nullable Node[] children = branch.children.clone();
    boolean changed = false;
    for (Part part : tasks.run(pieces)) {
      children[part.nibble()] = part.after();
      changed |= part.after() != part.before();
      replaced.putAll(part.batch().replaced());
    }
    if (!changed) {
      return root.hash;
    }
    replaced.put(Bytes.EMPTY, root.hash);
    TrieBatch top = new TrieBatch(trie, keys, values);
    Node settled = top.settle(new Node.Branch(children, branch.value), keys[0], 0);
    replaced.putAll(top.replaced());
    return settled instanceof Node.Branch wide ? encodeSplit(wide) : encodeRoot(settled);
  }

  private Hash encodeSplit(Node.Branch root) {
    List<Supplier<Encoding>> pieces = new ArrayList<>(16);
    for (int i = 0; i < 16; i++) {
      Node child = root.children[i];
      if (child != null && !(child instanceof Node.Stored)) {
        int nibble = i;
        pieces.add(() -> {
          NodeEncoder encoder = new NodeEncoder();
          Node reference = encoder.reference(child, nibble);
          return new Encoding(nibble, reference, encoder.encoded());
        });
      }
    }
    @Nullable Node[] children = root.children.clone();
    for (Encoding encoding : tasks.run(pieces)) {
      children[encoding.nibble()] = encoding.reference();
      encoded.addAll(encoding.encoded());
    }
    return encodeRoot(new Node.Branch(children, root.value));
  }

  private Hash encodeRoot(@Nullable Node root) {
    NodeEncoder encoder = new NodeEncoder();
    Hash hash = encoder.root(root);
    encoded.addAll(encoder.encoded());
    return hash;
  }

  private List<NodeChange> changes() {
    List<NodeChange> changes = new ArrayList<>(encoded.size());
    for (NodeEncoder.Encoded node : encoded) {
      Hash before = replaced.remove(node.path());
      if (!Objects.equals(node.hash(), before)) {
        changes.add(new NodeChange(owner, node.path(), node.rlp()));
      }
    }
    for (Bytes path : new TreeSet<>(replaced.keySet())) {
      changes.add(new NodeChange(owner, path, null));
    }
    return changes;
  }
}
