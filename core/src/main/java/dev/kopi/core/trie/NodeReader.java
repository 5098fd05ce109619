package dev.kopi.core.trie;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one world state: its account trie and all storage tries. A database looks nodes up
 * by place, a witness by hash; each uses what it needs.
 */
public interface NodeReader {
  /**
   * The RLP of a node, or null when it is not there.
   *
   * @param owner keccak256 of the account's address for a node of its storage trie; {@link
   *     Hash#ZERO} for the account trie
   * @param path the nibbles from the root, one a byte
   * @param hash the node's keccak256
   */
  @Nullable Bytes node(Hash owner, Bytes path, Hash hash);
}
