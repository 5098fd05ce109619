package dev.kopi.core.proof.preimage;

import org.jspecify.annotations.Nullable;

/**
 * What a pre-image key commits to; its first byte.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/index.html#pre-image-key-types">Pre-image key
 *     types</a>
 */
public enum PreimageType {
  /** Inputs of one run: not a commitment. */
  LOCAL(1),
  /** keccak256. */
  KECCAK256(2),
  /** Reserved for generic keys, which nothing serves. */
  GLOBAL_GENERIC(3),
  /** SHA-256. */
  SHA256(4),
  /** A field element of a blob: keccak256(commitment ‖ point). */
  BLOB(5),
  /** The result of a precompile: keccak256(address ‖ gas ‖ input). */
  PRECOMPILE(6);

  private final int code;

  PreimageType(int code) {
    this.code = code;
  }

  /** The first byte of keys of this type. */
  public int code() {
    return code;
  }

  /** The type with this code, or null. */
  public static @Nullable PreimageType of(int code) {
    for (PreimageType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }
}
