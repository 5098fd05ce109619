package dev.kopi.core.trie;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a state difference does to the tries.
 *
 * @param root the state root afterwards
 * @param storageRoots the storage roots of the accounts that changed and still exist
 * @param changes every node that is new, replaced or gone
 */
public record TrieUpdate(Hash root, Map<Address, Hash> storageRoots, List<NodeChange> changes) {
  /** Copies the collections. */
  public TrieUpdate {
    storageRoots = Map.copyOf(storageRoots);
    changes = List.copyOf(changes);
  }

  /**
   * The content of one place in a trie.
   *
   * @param owner keccak256 of the account's address; {@link Hash#ZERO} for the account trie
   * @param path the nibbles from the root, one a byte
   * @param node the RLP of the node, or null if it was removed
   */
  public record NodeChange(Hash owner, Bytes path, @Nullable Bytes node) {}
}
