package dev.kopi.core.dispute.claim;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * What makes a claim unique in a game; also of a claim that is not made yet.
 *
 * @param parent the place of the claim that it answers in the contract's list
 */
public record ClaimId(Position position, Hash value, int parent) {
  /** The key of the contract's map of claims. */
  public Hash key() {
    byte[] words = new byte[64];
    value.writeTo(words, 0);
    UInt256.ofWords(position.high(), position.low(), 0, parent).writeTo(words, 32);
    return Keccak256.hash(words);
  }
}
