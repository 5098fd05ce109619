package dev.kopi.core.batcher;

import dev.kopi.core.chain.Block;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;

/**
 * An L2 block that is to be posted.
 *
 * @param block the block
 * @param ref what derivation knows of it
 * @param estimatedBytes about how many bytes it will take on L1
 * @param userTransactions how many of its transactions are no deposits
 */
public record LoadedBlock(Block block, L2BlockRef ref, long estimatedBytes, int userTransactions) {
  /** Hash and number. */
  public BlockId id() {
    return ref.id();
  }

  /** The number. */
  public long number() {
    return ref.number();
  }
}
