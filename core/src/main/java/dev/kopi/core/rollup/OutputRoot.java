package dev.kopi.core.rollup;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;

/**
 * What a proposal commits to, version 0.
 *
 * @param stateRoot the L2 state after the block
 * @param messagePasserStorageRoot the storage root of the L2ToL1MessagePasser
 * @param blockHash the L2 block
 * @see <a
 *     href="https://specs.optimism.io/protocol/proposals.html#l2-output-commitment-construction">L2
 *     output commitment</a>
 */
public record OutputRoot(Hash stateRoot, Hash messagePasserStorageRoot, Hash blockHash) {
  /** The version, as the first word of what is hashed. */
  public static final Hash VERSION = Hash.ZERO;

  /** keccak256(version ‖ state root ‖ storage root ‖ block hash). */
  public Hash hash() {
    return Keccak256.hash(encode());
  }

  /** Version ‖ state root ‖ storage root ‖ block hash. */
  public Bytes encode() {
    byte[] words = new byte[128];
    VERSION.writeTo(words, 0);
    stateRoot.writeTo(words, 32);
    messagePasserStorageRoot.writeTo(words, 64);
    blockHash.writeTo(words, 96);
    return Bytes.wrap(words);
  }
}
