package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.SyncActions;
import dev.kopi.core.batcher.TxData;

/** Is told what a batcher does: for logs, metrics and status lines. Called from its threads. */
public interface BatcherListener {
  /** Tells nobody. */
  BatcherListener NONE = new BatcherListener() {};

  /** Blocks up to this number are loaded. */
  default void onLoaded(long newestBlock, ChannelManager.Snapshot state) {}

  /** What is in memory does not fit the chain: it is loaded anew. */
  default void onStartOver(SyncActions.Reason reason) {}

  /** L2 was reorganised. */
  default void onReorg(long block) {}

  /** Data is on its way. */
  default void onSubmitted(TxData data) {}

  /** Data is on L1. */
  default void onConfirmed(
      TxData.Id id, MinedTransaction transaction, ChannelManager.Confirmation outcome) {}

  /** Data did not reach L1, and will be sent again. */
  default void onFailed(TxData.Id id, String reason) {}

  /** A source or a sink does not answer; it is tried again. */
  default void onProblem(String problem) {}
}
