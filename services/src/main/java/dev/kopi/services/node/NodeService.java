package dev.kopi.services.node;

import dev.kopi.adapters.l1.L1HeadPoller;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.node.driver.NodeDriver;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rollup node as a service: the driver on its thread, derivation on another, a poller of L1, and
 * the rollup RPC. Made by {@link NodeAssembly#create}.
 */
public final class NodeService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeService.class);
  private static final long MAX_WAIT_MILLIS = 1000;

  private final InstantSource clock;
  private final NodeDriver driver;
  private final Semaphore wakeUps;
  private final ExecutorService derivationThread;
  private final L1HeadPoller poller;
  private final RpcServer rpc;
  private final Consumer<RuntimeException> onFailure;
  private volatile boolean running;
  private @Nullable Thread thread;

  /**
   * Nothing is started. The service closes what it is given.
   *
   * @param wakeUps gets a permit with each command for the driver
   * @param derivationThread runs the driver's pipeline
   * @param onFailure gets the failure that stops the node, on the driver's thread
   */
  NodeService(
      InstantSource clock,
      NodeDriver driver,
      Semaphore wakeUps,
      ExecutorService derivationThread,
      L1HeadPoller poller,
      RpcServer rpc,
      Consumer<RuntimeException> onFailure) {
    this.clock = clock;
    this.driver = driver;
    this.wakeUps = wakeUps;
    this.derivationThread = derivationThread;
    this.poller = poller;
    this.rpc = rpc;
    this.onFailure = onFailure;
  }

  /** Starts the RPC, the poller and the driver. */
  public synchronized void start() {
    running = true;
    rpc.start();
    poller.start();
    thread = Thread.ofPlatform().name("node-driver").start(this::loop);
    LOG.info("rollup node started: rpc={}", rpc.httpUrl());
  }

  private void loop() {
    try {
      while (running) {
        long now = clock.millis();
        long next = driver.run(now);
        long wait = Math.min(next - clock.millis(), MAX_WAIT_MILLIS);
        if (wait > 0) {
          // Commands wake the thread early. Each leaves a permit; one run handles them all.
          wakeUps.tryAcquire(wait, TimeUnit.MILLISECONDS);
          wakeUps.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the driver is interrupted");
    } catch (RuntimeException e) {
      if (running) {
        LOG.error("the node stops", e);
        running = false;
        onFailure.accept(e);
      }
    }
  }

  /** The address of the rollup RPC. */
  public String rpcUrl() {
    return rpc.httpUrl();
  }

  /** The heads of both chains, as the node knows them. */
  public SyncStatus status() {
    return driver.status();
  }

  /** Whether it sequences. */
  public boolean isSequencing() {
    return driver.isSequencing();
  }

  @Override
  public synchronized void close() {
    running = false;
    poller.close();
    rpc.close();
    wakeUps.release();
    Thread driving = thread;
    if (driving != null) {
      driving.interrupt();
      try {
        driving.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    derivationThread.shutdownNow();
  }
}
