package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.Repetition;
import dev.kopi.core.batcher.BlobEncoding;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelManager.Urgency;
import dev.kopi.core.batcher.LoadedBlock;
import dev.kopi.core.batcher.SyncActions;
import dev.kopi.core.batcher.TxData;
import dev.kopi.core.chain.Block;
import dev.kopi.core.derivation.channel.Compressor;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.core.txmgr.GasRules;
import dev.kopi.services.txmgr.SendFailedException;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxManager;
import dev.kopi.services.txmgr.TxQueue;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A batcher. One thread loads blocks, one publishes; receipts come in on the threads that follow
 * the transactions. What is decided is decided by the {@link ChannelManager}, which they share
 * under one lock and never hold while they wait for a network.
 */
public final class BatcherService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatcherService.class);
  private static final int BLOCKS_PER_SIGNAL = 100;

  private final BatcherConfig config;
  private final RollupConfig rollup;
  private final EthClient l2;
  private final RollupClient node;
  private final TxManager transactions;
  private final Throttler throttler;
  private final BatcherListener listener;
  private final ChannelManager manager;
  private final BlockingQueue<Urgency> signals = new ArrayBlockingQueue<>(4);
  private final Object lifecycle = new Object();
  private final Repetition problems = new Repetition();
  private @Nullable Run run;

  /**
   * Nothing is started.
   *
   * @param l2 the sequencer's execution node
   * @param node the sequencer's rollup node
   * @param transactions sends to L1
   * @param throttler holds block builders back
   */
  public BatcherService(
      BatcherConfig config,
      RollupConfig rollup,
      EthClient l2,
      RollupClient node,
      TxManager transactions,
      Compressor.Factory compressors,
      RandomGenerator random,
      Throttler throttler,
      BatcherListener listener) {
    this.config = config;
    this.rollup = rollup;
    this.l2 = l2;
    this.node = node;
    this.transactions = transactions;
    this.throttler = throttler;
    this.listener = listener;
    this.manager =
        new ChannelManager(config.policy(), new Channels(rollup, config, compressors, random));
  }

  /** Starts, unless it is to wait for {@link #startBatching}. */
  public void start() {
    LOG.info("batcher started: account={} inbox={}", transactions.address(), rollup.batchInbox());
    if (!config.stopped()) {
      startBatching();
    }
  }

  /**
   * Starts to batch.
   *
   * @throws IllegalStateException when it does so already
   */
  public void startBatching() {
    synchronized (lifecycle) {
      if (run != null) {
        throw new IllegalStateException("batcher is already running");
      }
      run = new Run();
      run.start();
    }
  }

  /**
   * Ends batching; transactions on their way are given up.
   *
   * @throws IllegalStateException when it does not batch
   */
  public void stopBatching() {
    Run stopped;
    synchronized (lifecycle) {
      if (run == null) {
        throw new IllegalStateException("batcher is not running");
      }
      stopped = run;
      run = null;
    }
    stopped.stop();
  }

  /**
   * Closes the open channel and sends it.
   *
   * @throws IllegalStateException when it does not batch
   */
  public void flush() {
    if (!isBatching()) {
      throw new IllegalStateException("batcher is not running");
    }
    signals.offer(Urgency.FLUSH);
  }

  /** Whether it batches. */
  public boolean isBatching() {
    synchronized (lifecycle) {
      return run != null;
    }
  }

  /** Numbers about what is in memory. */
  public ChannelManager.Snapshot snapshot() {
    synchronized (manager) {
      return manager.snapshot();
    }
  }

  /** How block builders are held back. */
  public Throttler throttler() {
    return throttler;
  }

  @Override
  public void close() {
    if (isBatching()) {
      stopBatching();
    }
    transactions.close();
  }

  /** What carries a transaction's data, to tell the kinds apart when one blocks the other. */
  private record Ref(TxData.@Nullable Id id, boolean blobs) {}

  /** From one start to the next stop. */
  private final class Run implements TxQueue.Results<Ref> {
    private final TxQueue<Ref> queue =
        new TxQueue<>(transactions, config.maxPendingTransactions(), this);
    private final Thread loading = Thread.ofPlatform().name("batcher-load").unstarted(this::load);
    private final Thread publishing =
        Thread.ofPlatform().name("batcher-publish").unstarted(this::publish);
    private volatile boolean running = true;
    private volatile @Nullable Boolean blockedBlobs;
    private long syncTarget;

    void start() {
      loading.start();
      publishing.start();
    }

    void stop() {
      running = false;
      queue.cancelAll();
      loading.interrupt();
      publishing.interrupt();
      try {
        loading.join(TimeUnit.SECONDS.toMillis(10));
        publishing.join(TimeUnit.SECONDS.toMillis(10));
        queue.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (manager) {
        manager.clear(rollup.genesisL1());
      }
    }

    private void load() {
      try {
        boolean ready = false;
        while (running) {
          try {
            if (!ready) {
              prepare();
              ready = true;
            }
            loadOnce();
          } catch (RpcException | RpcTransportException | DecodeException e) {
            problem(e);
          }
          Thread.sleep(config.pollInterval());
        }
      } catch (InterruptedException e) {
        LOG.debug("loading is interrupted");
      } catch (RuntimeException e) {
        LOG.error("the batcher stops loading", e);
      }
    }

    private void prepare() {
      SyncStatus status = node.syncStatus();
      if (status.safeL2().hash().isZero()) {
        throw new RpcTransportException("the rollup node is not ready");
      }
      if (config.waitForNode()) {
        syncTarget = newestOwnTransaction();
      }
      clear(status.safeL2().l1Origin());
    }

    /** The L1 block up to which the node must have derived before anything is loaded. */
    private long newestOwnTransaction() {
      long tip = transactions.l1().blockNumber();
      if (config.recentDepth() == 0) {
        return tip;
      }
      long before = Math.max(0, tip - config.recentDepth());
      long now = transactions.l1().nonce(transactions.address(), EthClient.at(tip));
      long low = before;
      long high = tip;
      if (transactions.l1().nonce(transactions.address(), EthClient.at(before)) == now) {
        return before;
      }
      // The first block after which the account had sent all that it has sent.
      while (low + 1 < high) {
        long middle = (low + high) >>> 1;
        if (transactions.l1().nonce(transactions.address(), EthClient.at(middle)) == now) {
          high = middle;
        } else {
          low = middle;
        }
      }
      return high;
    }

    private void clear(BlockId safeOrigin) {
      synchronized (manager) {
        manager.clear(safeOrigin.number() == 0 ? rollup.genesisL1() : safeOrigin);
      }
    }

    private void loadOnce() throws InterruptedException {
      SyncStatus status = node.syncStatus();
      if (status.currentL1().number() < syncTarget) {
        return;
      }
      SyncActions actions;
      synchronized (manager) {
        actions = manager.sync(status);
      }
      if (actions instanceof SyncActions.StartOver over) {
        LOG.warn("starting over: {}", over.reason());
        listener.onStartOver(over.reason());
      }
      SyncActions.Range range = actions.load();
      if (range != null && !load(range)) {
        // What is on its way should be derived first, so that nothing is sent twice.
        queue.await();
        syncTarget = transactions.l1().blockNumber();
        clear(node.syncStatus().safeL2().l1Origin());
        return;
      }
      throttler.update(snapshot().unsafeBytes());
      signals.offer(Urgency.NORMAL);
    }

    /** False when the chain was reorganised under what is loaded already. */
    private boolean load(SyncActions.Range range) {
      for (long number = range.first(); number <= range.last() && running; number++) {
        Block block = l2.block(EthClient.at(number));
        if (block == null) {
          return true;
        }
        LoadedBlock loaded = LoadedBlock.of(rollup, block);
        boolean fits;
        ChannelManager.Snapshot state;
        synchronized (manager) {
          fits = manager.add(loaded);
          state = manager.snapshot();
        }
        if (!fits) {
          LOG.warn("L2 was reorganised at block {}", number);
          listener.onReorg(number);
          return false;
        }
        listener.onLoaded(number, state);
        if ((number - range.first() + 1) % BLOCKS_PER_SIGNAL == 0 && number < range.last()) {
          signals.offer(Urgency.MORE_TO_COME);
        }
      }
      return true;
    }

    private void publish() {
      try {
        while (running) {
          Urgency urgency = signals.take();
          try {
            while (running && publishOnce(urgency)) {
              LOG.trace("published");
            }
          } catch (RpcException | RpcTransportException | DecodeException e) {
            problem(e);
          }
        }
      } catch (InterruptedException e) {
        LOG.debug("publishing is interrupted");
      } catch (RuntimeException e) {
        LOG.error("the batcher stops publishing", e);
      }
    }

    private boolean publishOnce(Urgency urgency) throws InterruptedException {
      Boolean blocked = blockedBlobs;
      if (blocked != null) {
        unblock(blocked);
      }
      // Frames are chosen once there is room for them, so that they stay in order when one fails.
      long reservation = queue.reserve();
      TxData data = null;
      try {
        data = nextData(urgency);
      } finally {
        if (data == null) {
          queue.giveBack();
        }
      }
      if (data == null) {
        return false;
      }
      listener.onSubmitted(data);
      queue.send(new Ref(data.id(), data.blobs()), candidate(data), reservation);
      return true;
    }

    private @Nullable TxData nextData(Urgency urgency) {
      long tip = transactions.l1().blockNumber();
      synchronized (manager) {
        return manager.nextTxData(tip, urgency);
      }
    }

    private TxCandidate candidate(TxData data) {
      if (data.blobs()) {
        List<Bytes> blobs =
            data.blobData().stream().map(d -> Bytes.wrap(BlobEncoding.encode(d))).toList();
        return toInbox(Bytes.EMPTY, blobs);
      }
      return toInbox(data.callData(), List.of());
    }

    private TxCandidate toInbox(Bytes data, List<Bytes> blobs) {
      return new TxCandidate(
          rollup.batchInbox(), UInt256.ZERO, data, blobs, GasRules.dataTransaction(data));
    }

    /**
     * A pool keeps transactions with and without blobs of one account apart. One of the other kind
     * is in the way, perhaps from an earlier configuration: an empty one of its kind replaces it.
     */
    private void unblock(boolean triedBlobs) throws InterruptedException {
      blockedBlobs = null;
      LOG.warn("replacing a pending transaction {} blobs", triedBlobs ? "without" : "with");
      List<Bytes> blobs =
          triedBlobs ? List.of() : List.of(Bytes.wrap(new byte[BlobEncoding.BLOB_SIZE]));
      queue.send(new Ref(null, !triedBlobs), toInbox(Bytes.EMPTY, blobs));
      queue.await();
    }

    @Override
    public void confirmed(Ref ref, MinedTransaction transaction) {
      TxData.Id id = ref.id();
      if (id == null) {
        return;
      }
      ChannelManager.Confirmation outcome;
      synchronized (manager) {
        outcome = manager.confirmed(id, transaction.block().number());
      }
      LOG.debug("confirmed {} in L1 block {}: {}", id, transaction.block().number(), outcome);
      listener.onConfirmed(id, transaction, outcome);
      signals.offer(Urgency.NORMAL);
    }

    @Override
    public void failed(Ref ref, SendFailedException failure) {
      if (failure.reason() == SendFailedException.Reason.INCOMPATIBLE_PENDING) {
        blockedBlobs = ref.blobs();
      }
      TxData.Id id = ref.id();
      if (id == null) {
        return;
      }
      synchronized (manager) {
        manager.failed(id);
      }
      if (running) {
        LOG.warn("not sent {}: {}", id, failure.getMessage());
      }
      listener.onFailed(id, String.valueOf(failure.getMessage()));
    }

    private void problem(RuntimeException e) {
      if (running) {
        LOG.atLevel(problems.isWorthTelling(e.getMessage()) ? Level.WARN : Level.DEBUG)
            .log("trying again: {}", e.getMessage());
        listener.onProblem(String.valueOf(e.getMessage()));
      }
    }
  }
}
