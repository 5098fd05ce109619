package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.batcher.ChannelManager.Urgency;
import dev.kopi.core.derivation.channel.Compressor;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.txmgr.TxManager;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The batcher service. One thread loads blocks, one publishes; receipts come from the threads of
 * the transactions. All decisions are made by the {@link ChannelManager}, which the threads share
 * under one lock that is never held during network calls.
 */
public final class BatcherService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatcherService.class);

  private final BatcherContext context;
  private final Object lifecycle = new Object();
  private final LogThrottle problems = new LogThrottle();
  private @Nullable Run run;

  /**
   * A batcher that is not started.
   *
   * @param l2 the sequencer's execution node
   * @param node the sequencer's rollup node
   * @param transactions sends to L1
   * @param throttler throttles the block builders
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
    ChannelManager manager =
        new ChannelManager(
            config.policy(), new ChannelFactory(rollup, config, compressors, random));
    BlockingQueue<Urgency> signals = new ArrayBlockingQueue<>(4);
    this.context =
        new BatcherContext(
            config, rollup, l2, node, transactions, throttler, listener, manager, signals);
  }

  /** Starts, unless configured to wait for {@link #startBatching}. */
  public void start() {
    LOG.info(
        "batcher started: account={} inbox={}",
        context.transactions().address(),
        context.rollup().batchInbox());
    if (!context.config().stopped()) {
      startBatching();
    }
  }

  /**
   * Starts batching.
   *
   * @throws IllegalStateException when it is running
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
   * Stops batching and cancels the transactions in flight.
   *
   * @throws IllegalStateException when it is not running
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
   * @throws IllegalStateException when it is not running
   */
  public void flush() {
    if (!isBatching()) {
      throw new IllegalStateException("batcher is not running");
    }
    context.signals().offer(Urgency.FLUSH);
  }

  /** Whether it is running. */
  public boolean isBatching() {
    synchronized (lifecycle) {
      return run != null;
    }
  }

  /** The size of the state in memory. */
  public ChannelManager.Snapshot snapshot() {
    return context.snapshot();
  }

  /** The throttler of the block builders. */
  public Throttler throttler() {
    return context.throttler();
  }

  @Override
  public void close() {
    if (isBatching()) {
      stopBatching();
    }
    context.transactions().close();
  }

  /** The threads from one start to the next stop. */
  private final class Run {
    private final BatchPublisher publisher = new BatchPublisher(context, this::isRunning);
    private final BlockLoader loader = new BlockLoader(context, publisher, this::isRunning);
    private final Thread loading = Thread.ofPlatform().name("batcher-load").unstarted(this::load);
    private final Thread publishing =
        Thread.ofPlatform().name("batcher-publish").unstarted(this::publish);
    private volatile boolean running = true;

    private boolean isRunning() {
      return running;
    }

    void start() {
      loading.start();
      publishing.start();
    }

    void stop() {
      running = false;
      publisher.cancelAll();
      loading.interrupt();
      publishing.interrupt();
      try {
        loading.join(TimeUnit.SECONDS.toMillis(10));
        publishing.join(TimeUnit.SECONDS.toMillis(10));
        publisher.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      context.clear(context.rollup().genesisL1());
    }

    private void load() {
      try {
        while (running) {
          try {
            loader.load();
          } catch (RpcException | RpcTransportException | DecodeException e) {
            problem(e);
          }
          Thread.sleep(context.config().pollInterval());
        }
      } catch (InterruptedException e) {
        LOG.debug("loading is interrupted");
      } catch (RuntimeException e) {
        LOG.error("the batcher stops loading", e);
      }
    }

    private void publish() {
      try {
        while (running) {
          Urgency urgency = context.signals().take();
          try {
            while (running && publisher.publish(urgency)) {
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

    private void problem(RuntimeException e) {
      if (running) {
        LOG.atLevel(problems.shouldLog(e.getMessage()) ? Level.WARN : Level.DEBUG)
            .log("retrying: {}", e.getMessage());
        context.listener().onProblem(String.valueOf(e.getMessage()));
      }
    }
  }
}
