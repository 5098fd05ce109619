package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelManager.Urgency;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.txmgr.TxManager;
import java.util.concurrent.BlockingQueue;

/**
 * The state that the threads of a batcher share.
 *
 * @param l2 the sequencer's execution node
 * @param node the sequencer's rollup node
 * @param transactions sends to L1
 * @param throttler throttles the block builders
 * @param listener receives the progress
 * @param manager the channel manager; also the lock that guards it
 * @param signals wake the publishing thread
 */
record BatcherContext(
    BatcherConfig config,
    RollupConfig rollup,
    EthClient l2,
    RollupClient node,
    TxManager transactions,
    Throttler throttler,
    BatcherListener listener,
    ChannelManager manager,
    BlockingQueue<Urgency> signals) {

  /** The size of the state in memory. */
  ChannelManager.Snapshot snapshot() {
    synchronized (manager) {
      return manager.snapshot();
    }
  }

  /** Clears the state, and starts again from an L1 block. */
  void clear(BlockId l1Origin) {
    synchronized (manager) {
      manager.clear(l1Origin);
    }
  }
}
