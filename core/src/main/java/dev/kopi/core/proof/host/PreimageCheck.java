package dev.kopi.core.proof.host;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageType;

/** Whether a value has its key, where the key is a hash of the value. */
public final class PreimageCheck {
  private final Sha256 sha256;

  /** With an implementation of SHA-256. */
  public PreimageCheck(Sha256 sha256) {
    this.sha256 = sha256;
  }

  /**
   * Whether the value may have the key. Only keys of keccak256 and SHA-256 tell; keys of no known
   * type hold for nothing.
   */
  public boolean holds(PreimageKey key, Bytes value) {
    PreimageType type = key.type();
    return switch (type) {
      case null -> false;
      case KECCAK256 -> key.equals(PreimageKey.keccak256(Keccak256.hash(value)));
      case SHA256 ->
          key.equals(
              PreimageKey.sha256(Hash.of(sha256.hash(value.unsafeArray(), 0, value.size()))));
      case GLOBAL_GENERIC -> false;
      case LOCAL, BLOB, PRECOMPILE -> true;
    };
  }
}
