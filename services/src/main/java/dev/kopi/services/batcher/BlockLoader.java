package dev.kopi.services.batcher;

import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelManager.Urgency;
import dev.kopi.core.batcher.LoadedBlock;
import dev.kopi.core.batcher.SyncActions;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the L2 blocks that are not safe yet into the channel manager, a few with each step. Starts
 * over after a reset of the rollup node or a reorg.
 *
 * <p>Owned by the {@link BatcherDriver}.
 */
final class BlockLoader {
  private static final Logger LOG = LoggerFactory.getLogger(BlockLoader.class);

  /** Blocks that one step loads at the most, so that publishing and commands get their turn. */
  private static final int BLOCKS_PER_STEP = 20;

  /** Blocks in memory, beyond which none are loaded until some are safe. */
  static final int MAX_BLOCKS = 8192;

  /** The same in bytes of batch data: some 40 times what a transaction with blobs carries. */
  static final long MAX_UNSAFE_BYTES = 32L << 20;

  private final BatcherConfig config;
  private final RollupConfig rollup;
  private final BatcherPorts ports;
  private final ChannelManager manager;
  private final BatcherListener listener;
  private Phase phase = Phase.PREPARING;
  private long syncTarget;
  private long next;
  private long last = -1;

  private enum Phase {
    /** The rollup node is asked where to start. */
    PREPARING,
    LOADING,
    /** L2 was reorged: the transactions in flight end first, so that no data is sent twice. */
    DRAINING
  }

  BlockLoader(
      BatcherConfig config,
      RollupConfig rollup,
      BatcherPorts ports,
      ChannelManager manager,
      BatcherListener listener) {
    this.config = config;
    this.rollup = rollup;
    this.ports = ports;
    this.manager = manager;
    this.listener = listener;
  }

  /** Whether nothing new may be sent, because the data in memory is of a chain that was reorged. */
  boolean isDraining() {
    return phase == Phase.DRAINING;
  }

  /** Whether blocks can be loaded now: the rollup node has more, and memory has room for them. */
  boolean hasMore() {
    return phase == Phase.LOADING && next <= last && hasRoom();
  }

  private boolean hasRoom() {
    ChannelManager.Snapshot snapshot = manager.snapshot();
    return snapshot.blocks() < MAX_BLOCKS && snapshot.unsafeBytes() < MAX_UNSAFE_BYTES;
  }

  /** How urgently what is loaded is to be sent. */
  Urgency urgency() {
    return hasMore() ? Urgency.MORE_TO_COME : Urgency.NORMAL;
  }

  /**
   * Asks the rollup node what to load, before {@link #load}. Called once per poll interval.
   *
   * @param idle whether no transaction is in flight
   */
  void sync(boolean idle) {
    switch (phase) {
      case PREPARING -> {
        prepare();
        phase = Phase.LOADING;
        readStatus();
      }
      case LOADING -> readStatus();
      case DRAINING -> {
        if (idle) {
          syncTarget = ports.l1().blockNumber();
          clear(ports.node().syncStatus().safeL2().l1Origin());
          phase = Phase.LOADING;
        }
      }
    }
  }

  private void prepare() {
    SyncStatus status = ports.node().syncStatus();
    if (status.safeL2().hash().isZero()) {
      throw new RpcTransportException("the rollup node is not ready");
    }
    if (config.waitForNode()) {
      syncTarget = newestOwnTransaction();
    }
    clear(status.safeL2().l1Origin());
  }

  /** The L1 block that the node must have derived before blocks are loaded. */
  private long newestOwnTransaction() {
    long tip = ports.l1().blockNumber();
    if (config.recentDepth() == 0) {
      return tip;
    }
    long before = Math.max(0, tip - config.recentDepth());
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
    return ports.l1().nonceAt(ports.sender().address(), number);
  }

  private void clear(BlockId safeOrigin) {
    manager.clear(safeOrigin.number() == 0 ? rollup.genesisL1() : safeOrigin);
    last = -1;
  }

  private void readStatus() {
    SyncStatus status = ports.node().syncStatus();
    if (status.currentL1().number() < syncTarget) {
      LOG.debug("waiting for the rollup node to derive L1 block {}", syncTarget);
      return;
    }
    SyncActions actions = manager.sync(status);
    if (actions instanceof SyncActions.StartOver over) {
      LOG.warn("starting over: {}", over.reason());
      listener.onStartOver(over.reason());
    }
    SyncActions.Range range = actions.load();
    next = range == null ? 0 : range.first();
    last = range == null ? -1 : range.last();
  }

  /** Loads the next blocks. */
  void load() {
    long first = next;
    try {
      loadSome();
    } finally {
      if (next > first) {
        listener.onLoaded(next - 1, manager.snapshot());
      }
    }
  }

  private void loadSome() {
    for (int i = 0; i < BLOCKS_PER_STEP && hasMore(); i++) {
      Block block = ports.l2().block(next);
      if (block == null) {
        last = -1;
        return;
      }
      if (!manager.add(LoadedBlock.of(rollup, block))) {
        LOG.warn("L2 was reorged at block {}", next);
        listener.onReorg(next);
        phase = Phase.DRAINING;
        return;
      }
      next++;
    }
  }
}
