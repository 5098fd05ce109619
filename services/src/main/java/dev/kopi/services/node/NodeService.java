package dev.kopi.services.node;

import dev.kopi.adapters.l1.L1Client;
import dev.kopi.adapters.l1.L1HeadPoller;
import dev.kopi.adapters.l2.L2Client;
import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A rollup node as a service: the driver on its thread, derivation on another, a poller of L1, and
 * the rollup RPC.
 */
public final class NodeService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeService.class);
  private static final long MAX_WAIT_MILLIS = 1000;

  /**
   * What a node service stands on.
   *
   * @param rollup the rollup
   * @param l1 L1's execution node
   * @param l2 the engine's chain
   * @param engine the engine
   * @param heads finds where to start
   * @param derivation the pipeline
   * @param attributes prepares blocks to sequence
   * @param conductor decides among sequencers
   * @param gossip takes blocks to other nodes
   * @param clock tells the time
   * @param listener is told what happens, besides the log
   * @param routes answers to GET requests on the RPC's port
   * @param observer is told of each call of the RPC
   */
  public record Ports(
      RollupConfig rollup,
      L1Client l1,
      L2Client l2,
      EngineApi engine,
      HeadsFinder heads,
      DerivationPipeline derivation,
      AttributesBuilder attributes,
      Conductor conductor,
      Gossip gossip,
      InstantSource clock,
      NodeListener listener,
      List<GetRoute> routes,
      RpcObserver observer) {}

  private final NodeServiceConfig config;
  private final InstantSource clock;
  private final NodeDriver driver;
  private final SafeHeads safeHeads;
  private final L1HeadPoller poller;
  private final RpcServer rpc;
  private final ExecutorService derivationThread;
  private final Semaphore wakeUps = new Semaphore(0);
  private final Consumer<L1BlockRef> onL1Head;
  private final Consumer<RuntimeException> onFailure;
  private volatile boolean running;
  private @Nullable Thread thread;

  /**
   * Nothing is started.
   *
   * @param onL1Head is told of L1's newest block before anything else learns of it
   * @param onFailure is told when the node cannot go on, from the driver's thread
   */
  public NodeService(
      NodeServiceConfig config,
      Ports ports,
      Consumer<L1BlockRef> onL1Head,
      Consumer<RuntimeException> onFailure) {
    this.config = config;
    this.clock = ports.clock();
    this.onL1Head = onL1Head;
    this.onFailure = onFailure;
    this.safeHeads = new SafeHeads(config.safeHeadEntries());
    this.derivationThread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("derivation").daemon(true).factory());
    NodePorts driverPorts =
        new NodePorts(
            ports.l1(),
            ports.l2(),
            ports.engine(),
            ports.heads(),
            ports.derivation(),
            ports.attributes(),
            ports.conductor(),
            ports.gossip(),
            new Told(ports.listener()));
    this.driver =
        new NodeDriver(
            ports.rollup(), config.node(), driverPorts, derivationThread, wakeUps::release);
    this.poller =
        new L1HeadPoller(
            ports.l1(), new Labels(), config.l1HeadInterval(), config.l1LabelInterval());
    RollupRpc methods =
        new RollupRpc(
            ports.rollup(),
            driver,
            ports.l2(),
            safeHeads,
            ports.conductor(),
            config.node().sequencing().enabled(),
            config.version());
    RpcMethods served = methods.methods();
    if (config.admin()) {
      served.addAll(methods.adminMethods()).addAll(config.operators());
    }
    this.rpc = new RpcServer(config.rpc(), served, ports.routes(), ports.observer(), clock);
  }

  /** Starts everything. */
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
          // Commands wake the thread early. Each may have left a permit; one look serves them all.
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

  /** What the node knows of both chains. */
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

  private final class Labels implements L1HeadPoller.Listener {
    private final LogThrottle problems = new LogThrottle();

    @Override
    public void onHead(L1BlockRef head) {
      onL1Head.accept(head);
      driver.l1Head(head);
    }

    @Override
    public void onSafe(L1BlockRef safe) {
      driver.l1Safe(safe);
    }

    @Override
    public void onFinalized(L1BlockRef finalized) {
      driver.l1Finalized(finalized);
    }

    @Override
    public void onFailure(DerivationException failure) {
      LOG.atLevel(problems.shouldLog(failure.getMessage()) ? Level.WARN : Level.DEBUG)
          .log("L1 does not answer: {}", failure.getMessage());
    }
  }

  /** Logs, keeps the safe heads, and passes on. */
  private final class Told implements NodeListener {
    private final NodeListener next;
    private final LogThrottle resets = new LogThrottle();
    private final LogThrottle derivation = new LogThrottle();
    private final LogThrottle sequencing = new LogThrottle();

    Told(NodeListener next) {
      this.next = next;
    }

    @Override
    public void onStatus(SyncStatus status) {
      LOG.debug(
          "heads: unsafe={} safe={} finalized={} l1={}",
          status.unsafeL2().number(),
          status.safeL2().number(),
          status.finalizedL2().number(),
          status.currentL1().number());
      next.onStatus(status);
    }

    @Override
    public void onSafeHead(L2BlockRef safe, BlockId l1) {
      safeHeads.moved(safe, l1);
      next.onSafeHead(safe, l1);
    }

    @Override
    public void onSafeHeadReset(L2BlockRef safe) {
      safeHeads.reset(safe);
      next.onSafeHeadReset(safe);
    }

    @Override
    public void onReset(String reason) {
      if (reason.equals(NodeDriver.START)) {
        LOG.info("looking for where derivation goes on from");
      } else {
        LOG.atLevel(resets.shouldLog(reason) ? Level.WARN : Level.DEBUG)
            .log("starting over: {}", reason);
      }
      next.onReset(reason);
    }

    @Override
    public void onDerivation(DerivationEvent event) {
      if (event.isLoss()) {
        LOG.info("derivation: {}", event);
      } else {
        LOG.debug("derivation: {}", event);
      }
      next.onDerivation(event);
    }

    @Override
    public void onDerivationFailure(String reason) {
      LOG.atLevel(derivation.shouldLog(reason) ? Level.WARN : Level.DEBUG)
          .log("derivation waits: {}", reason);
      next.onDerivationFailure(reason);
    }

    @Override
    public void onUnsafeReorg(long number, dev.kopi.core.rollup.Consolidation.Mismatch difference) {
      LOG.warn("unsafe block {} differs from L1's: {}", number, difference);
      next.onUnsafeReorg(number, difference);
    }

    @Override
    public void onSequencingFailure(String reason) {
      LOG.atLevel(sequencing.shouldLog(reason) ? Level.WARN : Level.DEBUG)
          .log("sequencing waits: {}", reason);
      next.onSequencingFailure(reason);
    }

    @Override
    public void onSequenced(L2BlockRef block, int transactions, int deposits) {
      LOG.debug("sequenced block {} with {} transactions", block.number(), transactions);
      next.onSequenced(block, transactions, deposits);
    }

    @Override
    public void onActivity(boolean sequencing, boolean derivationIdle) {
      next.onActivity(sequencing, derivationIdle);
    }

    @Override
    public void onUnsafePayload(L2BlockRef block, boolean accepted) {
      LOG.debug("unsafe block {} accepted={}", block.number(), accepted);
      next.onUnsafePayload(block, accepted);
    }
  }
}
