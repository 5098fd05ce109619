package dev.kopi.tests.system;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.l1.BeaconClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.apps.assembly.ExecutionNode;
import dev.kopi.apps.assembly.OpenPort;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.engine.pool.PoolSettings;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.NodeAssembly;
import dev.kopi.services.node.NodeService;
import dev.kopi.services.node.NodeServiceConfig;
import dev.kopi.services.node.driver.NodeConfig;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.p2p.NodePeers;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.SequencerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** An engine and the rollup node over it, each of which can be stopped and started again. */
final class RollupPart implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SystemRollup rollup;
  private final String name;
  private final boolean sequencing;
  private final Path directory;
  private final int rpcPort = Ports.free();
  private final int enginePort = Ports.free();
  private final int nodePort = Ports.free();
  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private @Nullable ExecutionNode engine;
  private @Nullable EngineChild child;
  private @Nullable NodeService node;

  RollupPart(SystemRollup rollup, String name, boolean sequencing, Path directory) {
    this.rollup = rollup;
    this.name = name;
    this.sequencing = sequencing;
    this.directory = directory;
  }

  /** Starts the engine in this process, on its directory. */
  void startEngine() {
    ExecutionNode started =
        new ExecutionNode(
            new ExecutionNode.Setup(
                name,
                rollup.deployment().rollup().genesis().spec(),
                rollup.deployment().rollup().genesisBlock(),
                directory.resolve("chain"),
                StoreOptions.DEFAULT,
                PoolSettings.of(PoolLimits.DEFAULT),
                List.of(OpenPort.local(Ports.LOOPBACK, rpcPort)),
                RpcServerConfig.authenticated(Ports.LOOPBACK, enginePort, rollup.jwt()),
                sequencing ? null : rollup.sequencerUrl(),
                List.of(),
                RpcObserver.NONE),
            rollup.crypto());
    started.start();
    engine = started;
  }

  /** Starts the engine as a process of its own, on the same directory. */
  void startEngineProcess() {
    child =
        EngineChild.start(directory, rollup.genesisFile(), rollup.jwtFile(), rpcPort, enginePort);
  }

  void stopEngine() {
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }

  /** Kills the engine's process, as {@code kill -9} does. */
  void killEngineProcess() {
    Objects.requireNonNull(child).kill();
    child = null;
  }

  void startNode() {
    BeaconClient blobs =
        new BeaconClient(
            List.of(URI.create(rollup.beacon().url())), Map.of(), TIMEOUT, null, rollup.crypto());
    NodeAssembly assembly =
        new NodeAssembly(
            rollup.config(),
            rollup.deployment().l1Genesis().spec(),
            rollup.crypto(),
            BrotliDictionary.load(),
            UpgradeTransactions.unknown(),
            rollup.l1Rpc(),
            false,
            200,
            blobs,
            new HttpRpcClient(
                URI.create("http://" + Ports.LOOPBACK + ":" + enginePort),
                TIMEOUT,
                rollup.jwt(),
                Map.of(),
                InstantSource.system()),
            0,
            Conductor.none(),
            NodePeers.NONE,
            InstantSource.system(),
            new News(),
            List.of(),
            RpcObserver.NONE);
    SequencerConfig sequencer =
        sequencing ? new SequencerConfig(true, false, 0, 0, false, 50) : SequencerConfig.OFF;
    RoleHealth health = new RoleHealth(name);
    health.whenEnded().thenAccept(end -> failures.add(end.cause()));
    NodeService started =
        assembly.create(
            new NodeServiceConfig(
                new NodeConfig(sequencer, 1000, 1, 64L << 20),
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                RpcServerConfig.open(Ports.LOOPBACK, nodePort),
                true,
                new RpcMethods(),
                null,
                "test",
                1000,
                null),
            health);
    started.start();
    node = started;
  }

  void stopNode() {
    if (node != null) {
      node.close();
      node = null;
    }
  }

  /** The node's sync status. */
  SyncStatus status() {
    NodeService running = node;
    return running == null ? SyncStatus.EMPTY : running.status();
  }

  long safe() {
    return status().safeL2().number();
  }

  long unsafe() {
    return status().unsafeL2().number();
  }

  /** The public RPC of the engine. */
  EthClient chain() {
    return new EthClient(new HttpRpcClient(rpcUrl(), TIMEOUT)::call);
  }

  URI rpcUrl() {
    return URI.create("http://" + Ports.LOOPBACK + ":" + rpcPort);
  }

  URI engineUrl() {
    return URI.create("http://" + Ports.LOOPBACK + ":" + enginePort);
  }

  URI nodeUrl() {
    return URI.create("http://" + Ports.LOOPBACK + ":" + nodePort);
  }

  /** The hash of the canonical block of a height; null when there is none. */
  @Nullable Hash hashAt(long number) {
    var header = chain().header(EthClient.at(number));
    return header == null ? null : header.hash();
  }

  /** The events that the node reported, oldest first. */
  List<String> events() {
    return List.copyOf(events);
  }

  /** Clears the events so far. */
  void clearEvents() {
    events.clear();
  }

  /** Why the node stopped by itself, if it did. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  String describe() {
    SyncStatus s = status();
    return name
        + ": unsafe="
        + s.unsafeL2().id()
        + " safe="
        + s.safeL2().id()
        + " finalized="
        + s.finalizedL2().id()
        + " currentL1="
        + s.currentL1().number()
        + " headL1="
        + s.headL1().number()
        + " failures="
        + failures
        + " events="
        + events.stream().skip(Math.max(0, events.size() - 30)).toList();
  }

  @Override
  public void close() {
    stopNode();
    stopEngine();
    if (child != null) {
      killEngineProcess();
    }
  }

  private final class News implements NodeListener {
    @Override
    public void onReset(String reason) {
      events.add("reset: " + reason);
    }

    @Override
    public void onDerivation(DerivationEvent event) {
      events.add("event: " + event);
    }

    @Override
    public void onDerivationFailure(String reason) {
      events.add("derivation: " + reason);
    }

    @Override
    public void onSequencingFailure(String reason) {
      events.add("sequencing: " + reason);
    }

    @Override
    public void onUnsafeReorg(long number, Consolidation.Mismatch difference) {
      events.add("reorg: " + number + " " + difference);
    }
  }
}
