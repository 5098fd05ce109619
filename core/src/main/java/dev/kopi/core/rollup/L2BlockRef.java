package dev.kopi.core.rollup;

import dev.kopi.core.primitives.Hash;

/**
 * An L2 block as derivation refers to it.
 *
 * @param hash its hash
 * @param number its number
 * @param parentHash its parent's hash
 * @param timestampSeconds its timestamp
 * @param l1Origin the L1 block whose epoch it belongs to
 * @param sequenceNumber its place within the epoch, from 0
 */
public record L2BlockRef(
    Hash hash,
    long number,
    Hash parentHash,
    long timestampSeconds,
    BlockId l1Origin,
    long sequenceNumber) {
  /** Hash and number. */
  public BlockId id() {
    return new BlockId(hash, number);
  }
}
