package dev.kopi.core.state;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * An account as the state trie holds it (Yellow Paper, 4.1).
 *
 * @param nonce transactions sent, or contracts created; read as unsigned
 * @param balance in wei
 * @param storageRoot the root of its storage trie
 * @param codeHash the hash of its code
 */
public record Account(long nonce, UInt256 balance, Hash storageRoot, Hash codeHash) {
  /** Nothing sent, nothing owned, no code, no storage. */
  public static final Account EMPTY =
      new Account(0, UInt256.ZERO, Keccak256.EMPTY_TRIE, Keccak256.EMPTY);

  /** Whether nonce and balance are zero and there is no code (EIP-161). */
  public boolean isEmpty() {
    return nonce == 0 && balance.isZero() && codeHash.equals(Keccak256.EMPTY);
  }
}
