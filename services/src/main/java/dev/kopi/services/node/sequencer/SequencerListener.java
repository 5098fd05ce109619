package dev.kopi.services.node.sequencer;

import dev.kopi.core.rollup.L2BlockRef;

/** Reports what a sequencer does, on the driver's thread. Must not block. */
public interface SequencerListener {
  /** Sequencing failed; it is retried. */
  default void onSequencingFailure(String reason) {}

  /** A block was sequenced, with so many transactions, of which so many are deposits. */
  default void onSequenced(L2BlockRef block, int transactions, int deposits) {}
}
