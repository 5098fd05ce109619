package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelManager.Urgency;
import dev.kopi.core.batcher.LoadedBlock;
import dev.kopi.core.batcher.SyncActions;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.txmgr.TxManager;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the L2 blocks that are not safe yet, at each call those that are new. Starts over when the
 * rollup node or the chain does.
 *
 * <p>Owned by the thread that loads.
 */
final class BlockLoader {
  private static final Logger LOG = LoggerFactory.getLogger(BlockLoader.class);
  private static final int BLOCKS_PER_SIGNAL = 100;

  private final BatcherParts parts;
  private final BatchPublisher publisher;
  private final BooleanSupplier running;
  private boolean ready;
  private long syncTarget;

  /**
   * Nothing is asked yet.
   *
   * @param publisher sends what is loaded
   * @param running whether to go on
   */
  BlockLoader(BatcherParts parts, BatchPublisher publisher, BooleanSupplier running) {
    this.parts = parts;
    this.publisher = publisher;
    this.running = running;
  }

  /**
   * Loads what there is. After any of these but the last it is to be called again.
   *
   * @throws RpcException when a node refuses
   * @throws RpcTransportException when a node does not answer, or is not ready
   * @throws DecodeException when a node answers nonsense
   * @throws InterruptedException while waiting for transactions to come to their end
   */
  void load() throws InterruptedException {
    if (!ready) {
      prepare();
      ready = true;
    }
    loadNew();
  }

  private void prepare() {
    SyncStatus status = parts.node().syncStatus();
    if (status.safeL2().hash().isZero()) {
      throw new RpcTransportException("the rollup node is not ready");
    }
    if (parts.config().waitForNode()) {
      syncTarget = newestOwnTransaction();
    }
    clear(status.safeL2().l1Origin());
  }

  /** The L1 block up to which the node must have derived before anything is loaded. */
  private long newestOwnTransaction() {
    long tip = parts.transactions().l1().blockNumber();
    if (parts.config().recentDepth() == 0) {
      return tip;
    }
    long before = Math.max(0, tip - parts.config().recentDepth());
    long now = nonceAt(tip);
    if (nonceAt(before) == now) {
      return before;
    }
    // The first block after which the account had sent all that it has sent.
    long low = before;
    long high = tip;
    while (low + 1 < high) {
      long middle = (low + high) >>> 1;
      if (nonceAt(middle) == now) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private long nonceAt(long number) {
    TxManager transactions = parts.transactions();
    return transactions.l1().nonce(transactions.address(), EthClient.at(number));
  }

  private void clear(BlockId safeOrigin) {
    parts.clear(safeOrigin.number() == 0 ? parts.rollup().genesisL1() : safeOrigin);
  }

  private void loadNew() throws InterruptedException {
    SyncStatus status = parts.node().syncStatus();
    if (status.currentL1().number() < syncTarget) {
      return;
    }
    SyncActions actions;
    synchronized (parts.manager()) {
      actions = parts.manager().sync(status);
    }
    if (actions instanceof SyncActions.StartOver over) {
      LOG.warn("starting over: {}", over.reason());
      parts.listener().onStartOver(over.reason());
    }
    SyncActions.Range range = actions.load();
    if (range != null && !load(range)) {
      // What is on its way should be derived first, so that nothing is sent twice.
      publisher.await();
      syncTarget = parts.transactions().l1().blockNumber();
      clear(parts.node().syncStatus().safeL2().l1Origin());
      return;
    }
    parts.throttler().update(parts.snapshot().unsafeBytes());
    parts.signals().offer(Urgency.NORMAL);
  }

  /** False when the chain was reorganised under what is loaded already. */
  private boolean load(SyncActions.Range range) {
    for (long number = range.first(); number <= range.last() && running.getAsBoolean(); number++) {
      Block block = parts.l2().block(EthClient.at(number));
      if (block == null) {
        return true;
      }
      LoadedBlock loaded = LoadedBlock.of(parts.rollup(), block);
      boolean fits;
      ChannelManager.Snapshot state;
      synchronized (parts.manager()) {
        fits = parts.manager().add(loaded);
        state = parts.manager().snapshot();
      }
      if (!fits) {
        LOG.warn("L2 was reorganised at block {}", number);
        parts.listener().onReorg(number);
        return false;
      }
      parts.listener().onLoaded(number, state);
      if ((number - range.first() + 1) % BLOCKS_PER_SIGNAL == 0 && number < range.last()) {
        parts.signals().offer(Urgency.MORE_TO_COME);
      }
    }
    return true;
  }
}
