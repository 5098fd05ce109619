package dev.kopi.core.proof.preimage;

import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The key of a pre-image: a type in the first byte, and the rest of a hash or a number.
 *
 * @param bytes the 32 bytes
 * @see <a href="https://specs.optimism.io/fault-proof/index.html#pre-image-key-types">Pre-image key
 *     types</a>
 */
public record PreimageKey(Hash bytes) {
  /** The key of a local input. */
  public static PreimageKey local(long ident) {
    return typed(PreimageType.LOCAL, Hash.ofWords(0, 0, 0, ident));
  }

  /** The key of what has this keccak256. */
  public static PreimageKey keccak256(Hash hash) {
    return typed(PreimageType.KECCAK256, hash);
  }

  /** The key of what has this SHA-256. */
  public static PreimageKey sha256(Hash hash) {
    return typed(PreimageType.SHA256, hash);
  }

  /** The key of a field element, by keccak256(commitment ‖ point). */
  public static PreimageKey blob(Hash hash) {
    return typed(PreimageType.BLOB, hash);
  }

  /** The key of a precompile's result, by keccak256(address ‖ gas ‖ input). */
  public static PreimageKey precompile(Hash hash) {
    return typed(PreimageType.PRECOMPILE, hash);
  }

  private static PreimageKey typed(PreimageType type, Hash hash) {
    long first = hash.word(0) << 8 >>> 8 | (long) type.code() << 56;
    return new PreimageKey(Hash.ofWords(first, hash.word(1), hash.word(2), hash.word(3)));
  }

  /** The type, or null when the first byte is none. */
  public @Nullable PreimageType type() {
    return PreimageType.of((int) (bytes.word(0) >>> 56));
  }

  @Override
  public String toString() {
    return bytes.toHex();
  }
}
