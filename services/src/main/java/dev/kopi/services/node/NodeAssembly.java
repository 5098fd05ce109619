package dev.kopi.services.node;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.l1.L1Client;
import dev.kopi.adapters.l2.L2Client;
import dev.kopi.adapters.rpc.client.EngineApiClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.adapters.rpc.server.HealthSource;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.node.driver.NodeConfig;
import dev.kopi.services.node.driver.NodeDriver;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.driver.NodePorts;
import dev.kopi.services.node.engine.SyncStartFinder;
import dev.kopi.services.node.p2p.NodePeers;
import dev.kopi.services.node.rpc.RollupRpc;
import dev.kopi.services.node.rpc.SafeHeads;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.SequencerState;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node is made of: its configuration, connections and collaborators.
 *
 * @param rollup the rollup
 * @param l1Spec the rules of L1, for its blob base fee
 * @param crypto signatures and hashes
 * @param brotliDictionary the static dictionary of RFC 7932, appendix A
 * @param upgrades the upgrade transactions of forks
 * @param l1 L1's execution node
 * @param trustL1 whether that node's lists are accepted without a check against the roots
 * @param l1CacheSize how many L1 headers are kept
 * @param blobs the blobs of L1
 * @param engine the engine's authenticated port
 * @param verifierConfirmations how many L1 blocks must lie on top of one that is derived from
 * @param conductor decides which sequencer leads
 * @param peers the other nodes; closed with the node
 * @param clock the clock
 * @param listener gets the reports of the driver
 * @param routes answer GET requests on the port of the rollup RPC
 * @param observer sees each call of the rollup RPC
 */
public record NodeAssembly(
    RollupConfig rollup,
    ChainSpec l1Spec,
    Crypto crypto,
    Bytes brotliDictionary,
    UpgradeTransactions upgrades,
    RpcClient l1,
    boolean trustL1,
    int l1CacheSize,
    BlobSource blobs,
    RpcClient engine,
    long verifierConfirmations,
    Conductor conductor,
    NodePeers peers,
    InstantSource clock,
    NodeListener listener,
    List<GetRoute> routes,
    RpcObserver observer) {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAssembly.class);

  /** Copies the list. */
  public NodeAssembly {
    routes = List.copyOf(routes);
  }

  /**
   * A node, not started.
   *
   * @param health learns what fails, and when the node cannot go on
   * @throws dev.kopi.core.primitives.DecodeException when the file of the sequencer's state is
   *     malformed
   * @throws java.io.UncheckedIOException when that file cannot be read
   */
  public NodeService create(NodeServiceConfig config, RoleHealth health) {
    L1Client l1Client = new L1Client(new EthClient(l1::call), trustL1, l1CacheSize);
    L2Client l2Client = new L2Client(new EthClient(engine::call));
    AtomicReference<@Nullable L1BlockRef> l1Head = new AtomicReference<>();
    Path safeDb = config.safeDb();
    SafeHeads safeHeads =
        safeDb == null ? new SafeHeads(config.safeHeadEntries()) : SafeHeads.inFolder(safeDb);
    Path file = config.adminState();
    SequencerStateFile stateFile = file == null ? null : new SequencerStateFile(file);
    NodePorts ports =
        new NodePorts(
            l1Client,
            l2Client,
            new EngineApiClient(engine),
            new SyncStartFinder(rollup, l1Client, l2Client, l2Client::blockByTag),
            pipeline(new ConfirmedL1(l1Client, l1Head::get, verifierConfirmations), l2Client),
            new AttributesBuilder(rollup, l1Spec, upgrades, l1Client, l2Client),
            conductor,
            stateFile == null ? SequencerState.NONE : stateFile,
            peers.gossip(),
            new LoggingNodeListener(
                safeHeads, rollup.genesisL1(), rollup.genesisL2(), health, listener));
    WakeUp wakeDriver = new WakeUp();
    WakeUp wakeDerivation = new WakeUp();
    LatestTask derivation = new LatestTask(wakeDerivation);
    NodeDriver driver =
        new NodeDriver(rollup, settings(config.node(), stateFile), ports, derivation, wakeDriver);
    ServiceThread driverThread = owner("node-driver", driver, health);
    ServiceThread derivationThread = owner("derivation", derivation, health);
    wakeDriver.set(driverThread);
    wakeDerivation.set(derivationThread);
    L1HeadPoller heads =
        new L1HeadPoller(
            config.l1HeadInterval().toMillis(),
            new L1Watch("L1 head", health),
            new L1HeadPoller.Poll(
                l1Client::head,
                ref -> {
                  l1Head.set(ref);
                  driver.l1Head(ref);
                }));
    L1HeadPoller finality =
        new L1HeadPoller(
            config.l1FinalityInterval().toMillis(),
            new L1Watch("L1 finality", health),
            new L1HeadPoller.Poll(l1Client::safe, driver::l1Safe),
            new L1HeadPoller.Poll(l1Client::finalized, driver::l1Finalized));
    RpcServer rpc =
        new RpcServer(
            config.rpc(),
            methods(config, driver, l2Client, safeHeads),
            routes,
            observer,
            clock,
            () -> new HealthSource.Health(health.isHealthy(), health.summary()));
    return new NodeService(
        health,
        driver,
        peers,
        number -> payload(l2Client.blockByNumber(number)),
        List.of(
            driverThread,
            derivationThread,
            poller("l1-head", heads, health),
            poller("l1-finality", finality, health)),
        rpc);
  }

  private static UnsafePayloads.@Nullable Entry payload(@Nullable Block block) {
    return block == null
        ? null
        : new UnsafePayloads.Entry(Payloads.ofL2(block), block.header().parentBeaconBlockRoot());
  }

  /** The settings, with the sequencer as it was when the node ended. */
  static NodeConfig settings(NodeConfig config, @Nullable SequencerStateFile stateFile) {
    Boolean ran = stateFile == null ? null : stateFile.read();
    if (ran == null || ran == !config.sequencer().stopped()) {
      return config;
    }
    LOG.atWarn()
        .addKeyValue("sequencing", ran)
        .log("the sequencer's persisted state overrides --sequencer.stopped");
    return config.withSequencer(config.sequencer().withStopped(!ran));
  }

  /** The thread of an owner of state: a failure that is not expected ends the node. */
  private ServiceThread owner(String name, Work work, RoleHealth health) {
    return new ServiceThread(name, work, ServiceThread.OnFailure.END_ROLE, health, clock);
  }

  private ServiceThread poller(String name, Work work, RoleHealth health) {
    return new ServiceThread(name, work, ServiceThread.OnFailure.RETRY, health, clock);
  }

  /** Wakes a thread that is made after what wakes it. */
  private static final class WakeUp implements Runnable {
    private volatile @Nullable ServiceThread thread;

    void set(ServiceThread made) {
      thread = made;
    }

    @Override
    public void run() {
      ServiceThread made = thread;
      if (made != null) {
        made.wake();
      }
    }
  }

  private DerivationPipeline pipeline(ConfirmedL1 confirmed, L2Client l2) {
    return new DerivationPipeline(
        rollup,
        l1Spec,
        crypto.secp256k1(),
        brotliDictionary,
        upgrades,
        new DerivationSources(confirmed, blobs, l2, null));
  }

  private RpcMethods methods(
      NodeServiceConfig config, NodeDriver driver, L2Client l2, SafeHeads safeHeads) {
    RollupRpc rollupRpc =
        new RollupRpc(
            rollup,
            driver,
            l2,
            safeHeads,
            conductor,
            config.node().sequencer().enabled(),
            config.version());
    RpcMethods served = rollupRpc.methods().addAll(peers.methods());
    if (config.admin()) {
      served.addAll(rollupRpc.adminMethods()).addAll(config.operators());
    }
    return served;
  }
}
