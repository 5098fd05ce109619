package dev.kopi.services.node;

import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;

/** Is told what a node does, from the driver's thread. Must not block. */
public interface NodeListener {
  /** The labels are others. */
  default void onStatus(SyncStatus status) {}

  /** The safe head moved to {@code safe}, derived from L1 block {@code l1}. */
  default void onSafeHead(L2BlockRef safe, BlockId l1) {}

  /** The safe head went back to {@code safe}: what was told of later blocks holds no more. */
  default void onSafeHeadReset(L2BlockRef safe) {}

  /** The node starts over. */
  default void onReset(String reason) {}

  /** Something happened while L1 was read. */
  default void onDerivation(DerivationEvent event) {}

  /** Derivation waits for a source. */
  default void onDerivationFailure(String reason) {}

  /** The unsafe block of this number is not the one that L1 asks for: it is replaced. */
  default void onUnsafeReorg(long number, Consolidation.Mismatch difference) {}

  /** Sequencing failed and is tried again. */
  default void onSequencingFailure(String reason) {}

  /** A block was sequenced, with so many transactions, of which so many are deposits. */
  default void onSequenced(L2BlockRef block, int transactions, int deposits) {}

  /** Whether the node sequences, and whether derivation has nothing to read, is new. */
  default void onActivity(boolean sequencing, boolean derivationIdle) {}

  /** A block from outside was put on the chain, or refused. */
  default void onUnsafePayload(L2BlockRef block, boolean accepted) {}
}
