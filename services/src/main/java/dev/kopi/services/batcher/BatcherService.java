package dev.kopi.services.batcher;

import dev.kopi.core.batcher.ChannelEncoder;
import dev.kopi.core.batcher.ChannelManager;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.batcher.BatcherDriver.Command;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.ServiceThread.OnFailure;
import dev.kopi.services.txmgr.TxManagerService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The batcher service: runs a {@link BatcherDriver} and the drivers of the throttled builders. */
public final class BatcherService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatcherService.class);
  private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(10);
  private static final Duration THREAD_DEADLINE = Duration.ofMillis(500);

  private final BatcherConfig config;
  private final RollupConfig rollup;
  private final TxManagerService transactions;
  private final RoleHealth health;
  private final Throttler throttler;
  private final BatcherDriver driver;
  private final ServiceThread thread;
  private final List<ServiceThread> throttling;

  /**
   * A batcher that is not started.
   *
   * @param ports the chains
   * @param transactions the sender of the ports, closed with the service
   * @param channels opens channels
   * @param builders the block builders to hold back
   * @param health the health of the role
   */
  public BatcherService(
      BatcherConfig config,
      RollupConfig rollup,
      BatcherPorts ports,
      TxManagerService transactions,
      Supplier<ChannelEncoder> channels,
      List<ThrottledBuilder> builders,
      BatcherListener listener,
      RoleHealth health,
      InstantSource clock) {
    this.config = config;
    this.rollup = rollup;
    this.transactions = transactions;
    this.health = health;
    this.throttler = new Throttler(config.throttle(), this::wakeThrottling);
    this.driver =
        new BatcherDriver(config, rollup, ports, channels, throttler, listener, this::wake);
    this.thread = new ServiceThread("batcher", this::run, OnFailure.END_ROLE, health, clock);
    this.throttling =
        builders.stream()
            .map(builder -> new ThrottleDriver(throttler, builder, config.pollInterval()))
            .map(work -> new ServiceThread("throttle", work, OnFailure.RETRY, health, clock))
            .toList();
  }

  private long run(long now) {
    long next = driver.run(now);
    report("loading", driver.loadProblem());
    report("publishing", driver.publishProblem());
    return next;
  }

  private void report(String part, @Nullable String problem) {
    if (problem == null) {
      health.restored(part);
    } else {
      health.impaired(part, problem);
    }
  }

  private void wake() {
    thread.wake();
  }

  private void wakeThrottling() {
    throttling.forEach(ServiceThread::wake);
  }

  /** Starts, unless configured to wait for {@code admin_startBatcher}. */
  public void start() {
    LOG.info("batcher started: account={} inbox={}", transactions.address(), rollup.batchInbox());
    thread.start();
    throttling.forEach(ServiceThread::start);
    if (!config.stopped()) {
      driver.commands().send(Command.START);
    }
  }

  /** Carries out a command, waiting for the answer. */
  public CommandAnswer command(Command command) {
    return health.ended() == null
        ? driver.commands().ask(command, COMMAND_DEADLINE)
        : CommandAnswer.ENDED;
  }

  /** Whether it loads and sends. */
  public boolean isBatching() {
    return driver.isRunning() && thread.isAlive();
  }

  /** The size of the state in memory. */
  public ChannelManager.Snapshot snapshot() {
    return driver.snapshot();
  }

  /** The limits of the block builders. */
  public Throttler throttler() {
    return throttler;
  }

  /**
   * Stops within five seconds. Transactions that may still be included are reported as abandoned.
   */
  @Override
  public void close() {
    CompletableFuture<CommandAnswer> stopped = driver.commands().send(Command.STOP);
    transactions.close();
    try {
      stopped.get(THREAD_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the batcher does not answer: a call to L1 or L2 is under way");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warn("the batcher did not stop cleanly", e);
    }
    driver.commands().close();
    throttling.forEach(each -> each.stop(THREAD_DEADLINE));
    if (!thread.stop(THREAD_DEADLINE)) {
      LOG.warn("the batcher thread did not end within {} ms", THREAD_DEADLINE.toMillis());
    }
  }
}
