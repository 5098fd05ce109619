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
 * Loads the L2 blocks that are not safe yet; each call loads the new ones. Starts over after a
 * reset of the rollup node or a reorg.
 *
 * <p>Owned by the loading thread.
 */
final class BlockLoader {
  private static final Logger LOG = LoggerFactory.getLogger(BlockLoader.class);
  private static final int BLOCKS_PER_SIGNAL = 100;

  private final BatcherContext context;
  private final BatchPublisher publisher;
  private final BooleanSupplier running;
  private boolean ready;
  private long syncTarget;

  /**
   * A loader that has loaded nothing.
   *
   * @param publisher sends the loaded blocks
   * @param running whether to continue
   */
  BlockLoader(BatcherContext context, BatchPublisher publisher, BooleanSupplier running) {
    this.context = context;
    this.publisher = publisher;
    this.running = running;
  }

  /**
   * Loads the available blocks. To be called again after any exception but the last.
   *
   * @throws RpcException when a node refuses
   * @throws RpcTransportException when a node does not answer, or is not ready
   * @throws DecodeException when a response is malformed
   * @throws InterruptedException while waiting for transactions in flight
   */
  void load() throws InterruptedException {
    if (!ready) {
      prepare();
      ready = true;
    }
    loadNew();
  }

  private void prepare() {
    SyncStatus status = context.node().syncStatus();
    if (status.safeL2().hash().isZero()) {
      throw new RpcTransportException("the rollup node is not ready");
    }
    if (context.config().waitForNode()) {
      syncTarget = newestOwnTransaction();
    }
    clear(status.safeL2().l1Origin());
  }

  /** The L1 block that the node must have derived before blocks are loaded. */
  private long newestOwnTransaction() {
    long tip = context.transactions().l1().blockNumber();
    if (context.config().recentDepth() == 0) {
      return tip;
    }
    long before = Math.max(0, tip - context.config().recentDepth());
    long now = nonceAt(tip);
    if (nonceAt(before) == now) {
      return before;
    }
    // Binary search for the first block with the current nonce.
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
    TxManager transactions = context.transactions();
    return transactions.l1().nonce(transactions.address(), EthClient.at(number));
  }

  private void clear(BlockId safeOrigin) {
    context.clear(safeOrigin.number() == 0 ? context.rollup().genesisL1() : safeOrigin);
  }

  private void loadNew() throws InterruptedException {
    SyncStatus status = context.node().syncStatus();
    if (status.currentL1().number() < syncTarget) {
      return;
    }
    SyncActions actions;
    synchronized (context.manager()) {
      actions = context.manager().sync(status);
    }
    if (actions instanceof SyncActions.StartOver over) {
      LOG.warn("starting over: {}", over.reason());
      context.listener().onStartOver(over.reason());
    }
    SyncActions.Range range = actions.load();
    if (range != null && !load(range)) {
      // The transactions in flight must be derived first, so that no data is sent twice.
      publisher.await();
      syncTarget = context.transactions().l1().blockNumber();
      clear(context.node().syncStatus().safeL2().l1Origin());
      return;
    }
    context.throttler().update(context.snapshot().unsafeBytes());
    context.signals().offer(Urgency.NORMAL);
  }

  /** False when the chain was reorged beneath the loaded blocks. */
  private boolean load(SyncActions.Range range) {
    for (long number = range.first(); number <= range.last() && running.getAsBoolean(); number++) {
      Block block = context.l2().block(EthClient.at(number));
      if (block == null) {
        return true;
      }
      LoadedBlock loaded = LoadedBlock.of(context.rollup(), block);
      boolean fits;
      ChannelManager.Snapshot state;
      synchronized (context.manager()) {
        fits = context.manager().add(loaded);
        state = context.manager().snapshot();
      }
      if (!fits) {
        LOG.warn("L2 was reorged at block {}", number);
        context.listener().onReorg(number);
        return false;
      }
      context.listener().onLoaded(number, state);
      if ((number - range.first() + 1) % BLOCKS_PER_SIGNAL == 0 && number < range.last()) {
        context.signals().offer(Urgency.MORE_TO_COME);
      }
    }
    return true;
  }
}
