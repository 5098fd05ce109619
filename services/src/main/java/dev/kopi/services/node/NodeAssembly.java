package dev.kopi.services.node;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.l1.L1Client;
import dev.kopi.adapters.l2.L2Client;
import dev.kopi.adapters.rpc.client.EngineApiClient;
import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a node together over its connections.
 *
 * @param rollup the rollup
 * @param l1Spec the rules of L1, for its blob base fee
 * @param crypto signatures and hashes
 * @param brotliDictionary the static dictionary of RFC 7932, appendix A
 * @param upgrades the transactions by which forks renew contracts
 * @param l1 L1's execution node
 * @param trustL1 whether that node's lists are believed without a look at the roots
 * @param l1CacheSize how many L1 headers are kept
 * @param blobs the blobs of L1
 * @param engine the engine's authenticated port
 * @param verifierConfirmations how many L1 blocks must lie on top of one that is derived from
 * @param conductor decides among sequencers
 * @param gossip takes blocks to other nodes
 * @param clock tells the time
 * @param listener is told what happens
 * @param routes answers to GET requests on the rollup RPC's port
 * @param observer is told of each call of the rollup RPC
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
   * The node, not started.
   *
   * @param onFailure is told when the node cannot go on
   */
  public NodeService create(NodeServiceConfig config, Consumer<RuntimeException> onFailure) {
    L1Client l1Client = new L1Client(new EthClient(l1::call), trustL1, l1CacheSize);
    L2Client l2Client = new L2Client(new EthClient(engine::call));
    AtomicReference<@Nullable L1BlockRef> head = new AtomicReference<>();
    ConfirmedL1 confirmed = new ConfirmedL1(l1Client, head::get, verifierConfirmations);
    DerivationPipeline pipeline =
        new DerivationPipeline(
            rollup,
            l1Spec,
            crypto.secp256k1(),
            brotliDictionary,
            upgrades,
            new DerivationSources(confirmed, blobs, l2Client, null));
    NodeService.Ports ports =
        new NodeService.Ports(
            rollup,
            l1Client,
            l2Client,
            new EngineApiClient(engine),
            new StartFinder(rollup, l1Client, l2Client, l2Client::blockByTag),
            pipeline,
            new AttributesBuilder(rollup, l1Spec, upgrades, l1Client, l2Client),
            conductor,
            gossip,
            clock,
            listener,
            routes,
            observer);
    return new NodeService(config, ports, head::set, onFailure);
  }
}
