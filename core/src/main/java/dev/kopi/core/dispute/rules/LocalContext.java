package dev.kopi.core.dispute.rules;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * The two outputs between which an execution is disputed. Local data of the program belong to them.
 *
 * @param starting the output that both sides agree on
 * @param startingPosition its position; {@link Position#NONE} when it is the anchor
 * @param disputed the output that they do not agree on
 * @param disputedPosition its position
 */
public record LocalContext(
    Hash starting, Position startingPosition, Hash disputed, Position disputedPosition) {
  private static final byte LOCAL_KEY_TYPE = 1;

  /** The hash that the pre-image oracle knows the outputs by. */
  public Hash hash() {
    boolean fromAnchor = startingPosition.equals(Position.NONE);
    byte[] words = new byte[fromAnchor ? 64 : 128];
    int at = 0;
    if (!fromAnchor) {
      starting.writeTo(words, 0);
      startingPosition.toUInt256().writeTo(words, 32);
      at = 64;
    }
    disputed.writeTo(words, at);
    disputedPosition.toUInt256().writeTo(words, at + 32);
    return Keccak256.hash(words);
  }

  /**
   * The key of local data in the oracle.
   *
   * @param identifier what the program asks for: 1 to 5
   * @param game the contract of the game
   * @param context the hash of the outputs
   */
  public static Hash key(long identifier, Address game, Hash context) {
    byte[] words = new byte[96];
    UInt256.of(identifier).writeTo(words, 0);
    words[0] = LOCAL_KEY_TYPE;
    game.toWord().writeTo(words, 32);
    context.writeTo(words, 64);
    byte[] key = Keccak256.hash(words).toArray();
    key[0] = LOCAL_KEY_TYPE;
    return Hash.of(key);
  }
}
