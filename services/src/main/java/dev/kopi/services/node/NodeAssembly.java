package dev.kopi.services.node;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.l1.L1Client;
import dev.kopi.adapters.l1.L1HeadPoller;
import dev.kopi.adapters.l2.L2Client;
import dev.kopi.adapters.rpc.client.EngineApiClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.node.driver.NodeDriver;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.driver.NodePorts;
import dev.kopi.services.node.engine.SyncStartFinder;
import dev.kopi.services.node.rpc.RollupRpc;
import dev.kopi.services.node.rpc.SafeHeads;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.Gossip;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
 * @param gossip publishes blocks to other nodes
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
    Gossip gossip,
    InstantSource clock,
    NodeListener listener,
    List<GetRoute> routes,
    RpcObserver observer) {
  /** Copies the list. */
  public NodeAssembly {
    routes = List.copyOf(routes);
  }

  /**
   * A node, not started.
   *
   * @param onFailure gets the failure that stops the node, on the driver's thread
   */
  public NodeService create(NodeServiceConfig config, Consumer<RuntimeException> onFailure) {
    L1Client l1Client = new L1Client(new EthClient(l1::call), trustL1, l1CacheSize);
    L2Client l2Client = new L2Client(new EthClient(engine::call));
    AtomicReference<@Nullable L1BlockRef> l1Head = new AtomicReference<>();
    SafeHeads safeHeads = new SafeHeads(config.safeHeadEntries());
    NodePorts ports =
        new NodePorts(
            l1Client,
            l2Client,
            new EngineApiClient(engine),
            new SyncStartFinder(rollup, l1Client, l2Client, l2Client::blockByTag),
            pipeline(new ConfirmedL1(l1Client, l1Head::get, verifierConfirmations), l2Client),
            new AttributesBuilder(rollup, l1Spec, upgrades, l1Client, l2Client),
            conductor,
            gossip,
            new LoggingNodeListener(safeHeads, listener));
    ExecutorService derivationThread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("derivation").daemon(true).factory());
    Semaphore wakeUps = new Semaphore(0);
    NodeDriver driver =
        new NodeDriver(rollup, config.node(), ports, derivationThread, wakeUps::release);
    L1HeadPoller poller =
        new L1HeadPoller(
            l1Client,
            new L1HeadForwarder(l1Head::set, driver),
            config.l1HeadInterval(),
            config.l1LabelInterval());
    RpcServer rpc =
        new RpcServer(
            config.rpc(), methods(config, driver, l2Client, safeHeads), routes, observer, clock);
    return new NodeService(clock, driver, wakeUps, derivationThread, poller, rpc, onFailure);
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
    RpcMethods served = rollupRpc.methods();
    if (config.admin()) {
      served.addAll(rollupRpc.adminMethods()).addAll(config.operators());
    }
    return served;
  }
}
