package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by their keccak256: trie nodes, code and headers of a witness, or of every state of a
 * short chain at once. The hash is computed here, so that a value cannot stand for another.
 */
public final class Preimages implements NodeReader, TrieStateView.CodeReader {
  private final Map<Hash, Bytes> values = new HashMap<>();

  /** Adds a value. Returns its hash. */
  public Hash add(Bytes value) {
    Hash hash = Keccak256.hash(value);
    values.put(hash, value);
    return hash;
  }

  /** Adds the nodes that an update brought. */
  public void addNodes(TrieUpdate update) {
    for (TrieUpdate.NodeChange change : update.changes()) {
      Bytes node = change.node();
      if (node != null) {
        add(node);
      }
    }
  }

  /** The value with this hash, or null. */
  public @Nullable Bytes get(Hash hash) {
    return values.get(hash);
  }

  @Override
  public @Nullable Bytes node(Hash owner, Bytes path, Hash hash) {
    return values.get(hash);
  }

  @Override
  public @Nullable Bytes code(Hash codeHash) {
    return values.get(codeHash);
  }
}
