package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.SyncActions;
import dev.kopi.core.batcher.TxData;

/**
 * Receives the progress of a batcher, for logs, metrics and status lines. Called from its threads.
 */
public interface BatcherListener {
  /** Ignores all reports. */
  BatcherListener NONE = new BatcherListener() {};

  /** Blocks up to this number are loaded. */
  default void onLoaded(long newestBlock, ChannelManager.Snapshot state) {}

  /** The state in memory does not match the chain; the blocks are loaded again. */
  default void onStartOver(SyncActions.Reason reason) {}

  /** L2 was reorged at this block. */
  default void onReorg(long block) {}

  /** Data was sent. */
  default void onSubmitted(TxData data) {}

  /** Data is confirmed on L1. */
  default void onConfirmed(
      TxData.Id id, MinedTransaction transaction, ChannelManager.Confirmation outcome) {}

  /** Data was not included on L1; it will be resent. */
  default void onFailed(TxData.Id id, String reason) {}

  /** A call to a node failed; it is retried. */
  default void onProblem(String problem) {}
}
