package dev.kopi.core.batcher;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.execution.fee.DataSize;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;

/**
 * An L2 block that is to be posted.
 *
 * @param ref what derivation knows of it
 * @param batch what of it is posted
 * @param estimatedBytes about how many bytes it will take on L1
 */
public record LoadedBlock(L2BlockRef ref, SingularBatch batch, long estimatedBytes) {
  private static final long BATCH_OVERHEAD = 70;

  /**
   * From a block.
   *
   * @throws dev.kopi.core.primitives.DecodeException when it is none of the rollup
   */
  public static LoadedBlock of(RollupConfig config, Block block) {
    SingularBatch batch = SingularBatch.of(config, block);
    long bytes = BATCH_OVERHEAD;
    for (Bytes transaction : batch.transactions()) {
      bytes += DataSize.inBytes(transaction);
    }
    return new LoadedBlock(L2Blocks.ref(config, block), batch, bytes);
  }

  /** Hash and number. */
  public BlockId id() {
    return ref.id();
  }

  /** The number. */
  public long number() {
    return ref.number();
  }

  /** Whether a user sent any of its transactions. */
  public boolean hasUserTransactions() {
    return !batch.transactions().isEmpty();
  }
}
