package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.node.sequencer.SequencerListener;

/** Receives reports on what a node does, on the driver's thread. Must not block. */
public interface NodeListener extends SequencerListener {
  /** The heads changed. */
  default void onStatus(SyncStatus status) {}

  /** The safe head moved to {@code safe}, derived from L1 block {@code l1}. */
  default void onSafeHead(L2BlockRef safe, BlockId l1) {}

  /** The safe head went back to {@code safe}: reports on later blocks are void. */
  default void onSafeHeadReset(L2BlockRef safe) {}

  /** The derivation pipeline is reset. */
  default void onReset(String reason) {}

  /** Derivation reported an event. */
  default void onDerivation(DerivationEvent event) {}

  /** Derivation failed temporarily; it is retried. */
  default void onDerivationFailure(String reason) {}

  /**
   * Derivation has made no progress for some time although there is more of L1; reported again and
   * again.
   *
   * @param millis how long it has made no progress
   * @param at the L1 block that derivation is at
   * @param reason the last failure
   */
  default void onDerivationStalled(long millis, L1BlockRef at, String reason) {}

  /** Derivation makes progress again after a stall of so many milliseconds. */
  default void onDerivationResumed(long millis) {}

  /** A finalized L1 block that L1 reported does not count; the reason says what is awaited. */
  default void onFinalityWait(String reason) {}

  /** The unsafe block of this number differs from the derived one, which replaces it. */
  default void onUnsafeReorg(long number, Consolidation.Mismatch difference) {}

  /** The sequencer was started or stopped, or derivation became idle or busy. */
  default void onActivity(boolean sequencing, boolean derivationIdle) {}

  /** An unsafe payload was inserted, or refused. */
  default void onUnsafePayload(L2BlockRef block, boolean accepted) {}
}
