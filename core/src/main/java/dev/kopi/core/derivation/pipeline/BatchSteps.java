package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.rollup.L2BlockRef;

/** The sixth stage: batches in order, with empty batches where the sequencing window expired. */
sealed interface BatchSteps permits BatchQueue, BatchStage {
  /**
   * The batch of the next block.
   *
   * @param batch the batch
   * @param concluding whether the block is safe at once: nothing that follows can undo it
   */
  record Next(SingularBatch batch, boolean concluding) {}

  /** The batch of the block after {@code parent}. */
  Pulled<Next> next(L2BlockRef parent);

  /** Drops the rest of the current channel: a block of it is invalid. */
  void flush();
}
