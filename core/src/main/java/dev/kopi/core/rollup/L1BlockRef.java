package dev.kopi.core.rollup;

import dev.kopi.core.primitives.Hash;

/**
 * An L1 block as derivation refers to it.
 *
 * @param hash its hash
 * @param number its number
 * @param parentHash its parent's hash
 * @param timestampSeconds its timestamp
 */
public record L1BlockRef(Hash hash, long number, Hash parentHash, long timestampSeconds) {
  /** Hash and number. */
  public BlockId id() {
    return new BlockId(hash, number);
  }
}
