package dev.kopi.apps.devnet;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.apps.assembly.ExecutionNode;
import dev.kopi.apps.assembly.OwnCommand;
import dev.kopi.apps.bridge.L2Outputs;
import dev.kopi.apps.deployer.DeployedRollup;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.batcher.BlobEncoding;
import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.dispute.play.PlayRules;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.gossip.ScoreParams;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.batcher.BatcherConfig;
import dev.kopi.services.batcher.BatcherListener;
import dev.kopi.services.batcher.BatcherPorts;
import dev.kopi.services.batcher.BatcherService;
import dev.kopi.services.batcher.ChannelFactory;
import dev.kopi.services.batcher.EthL1Source;
import dev.kopi.services.batcher.RpcThrottledBuilder;
import dev.kopi.services.challenger.ChallengerConfig;
import dev.kopi.services.challenger.ChallengerListener;
import dev.kopi.services.challenger.ChallengerService;
import dev.kopi.services.challenger.EthDisputeChain;
import dev.kopi.services.challenger.VmListener;
import dev.kopi.services.challenger.trace.CannonConfig;
import dev.kopi.services.challenger.trace.CannonProcess;
import dev.kopi.services.challenger.trace.Prestates;
import dev.kopi.services.challenger.trace.RightTraces;
import dev.kopi.services.challenger.trace.RollupNodes;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.NodeAssembly;
import dev.kopi.services.node.NodeService;
import dev.kopi.services.node.NodeServiceConfig;
import dev.kopi.services.node.driver.NodeConfig;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.p2p.BlockSigner;
import dev.kopi.services.node.p2p.L1BlockSigner;
import dev.kopi.services.node.p2p.NodePeers;
import dev.kopi.services.node.p2p.PeerToPeer;
import dev.kopi.services.node.p2p.PeerToPeerConfig;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.SequencerConfig;
import dev.kopi.services.proposer.FactoryGames;
import dev.kopi.services.proposer.ProposerConfig;
import dev.kopi.services.proposer.ProposerListener;
import dev.kopi.services.proposer.ProposerPorts;
import dev.kopi.services.proposer.ProposerService;
import dev.kopi.services.proposer.RollupOutputs;
import dev.kopi.services.txmgr.EthTxBackend;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxListener;
import dev.kopi.services.txmgr.TxManager;
import dev.kopi.services.txmgr.TxManagerConfig;
import dev.kopi.services.txmgr.TxManagerService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts the roles of a devnet's rollup; they know each other only by URL. */
final class RollupRoles {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration KEEPER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration GAME_WINDOW = Duration.ofDays(28);
  private static final Duration CHALLENGER_POLL = Duration.ofMillis(250);
  private static final int CHALLENGER_PENDING = 64;
  private static final int MACHINE_HEAP_MIB = 768;
  private static final int SERVER_HEAP_MIB = 256;
  private static final long SNAPSHOT_STEPS = 50_000_000;
  private static final long INFO_STEPS = 100_000_000;
  private static final Duration VM_TIMEOUT = Duration.ofMinutes(10);
  private static final int SAFE_HEADS = 10_000;
  private static final int L1_CACHE = 900;

  private final DevnetOptions options;
  private final DevnetL1 l1;
  private final DeployedRollup rollup;
  private final Crypto crypto;
  private final InstantSource time;
  private final Consumer<AutoCloseable> started;
  private final Function<String, RoleHealth> roles;
  private @Nullable PeerAddress sequencerAddress;

  /**
   * Nothing is started.
   *
   * @param started receives each part after its start, to be closed in reverse order
   * @param roles makes the health of a role with this name
   */
  RollupRoles(
      DevnetOptions options,
      DevnetL1 l1,
      DeployedRollup rollup,
      Crypto crypto,
      InstantSource time,
      Consumer<AutoCloseable> started,
      Function<String, RoleHealth> roles) {
    this.options = options;
    this.l1 = l1;
    this.rollup = rollup;
    this.crypto = crypto;
    this.time = time;
    this.started = started;
    this.roles = roles;
  }

  /**
   * Starts a node on an engine.
   *
   * @param safeHeads the folder of the history of safe heads, by which games are judged that were
   *     created before a restart
   */
  NodeService node(ExecutionNode engine, boolean sequencing, Path safeHeads) {
    RoleHealth health = roles.apply(sequencing ? "sequencer-node" : "verifier-node");
    NodePeers peers = options.runs(Role.P2P) ? network(sequencing, health) : NodePeers.NONE;
    NodeAssembly assembly =
        new NodeAssembly(
            rollup.config(),
            l1.spec(),
            crypto,
            BrotliDictionary.load(),
            options.upgrades(),
            l1.client(),
            l1.trusted(),
            L1_CACHE,
            l1.blobs(crypto),
            engine.nodeClient(),
            0,
            Conductor.none(),
            peers,
            time,
            new NodeListener() {},
            List.of(),
            RpcObserver.NONE);
    SequencerConfig sequencer =
        sequencing ? new SequencerConfig(true, false, 0, 0, false, 50) : SequencerConfig.OFF;
    int port =
        options.port(
            sequencing ? DevnetOptions.SEQUENCER_NODE_PORT : DevnetOptions.VERIFIER_NODE_PORT);
    NodeServiceConfig config =
        new NodeServiceConfig(
            new NodeConfig(sequencer, 1000, 1, 64L << 20),
            Duration.ofMillis(250),
            Duration.ofMillis(1000),
            DevnetLimits.open(port),
            true,
            new RpcMethods(),
            null,
            "kopi",
            SAFE_HEADS,
            safeHeads);
    NodeService node = assembly.create(config, health);
    started.accept(node);
    node.start();
    return node;
  }

  /** The verifier dials the sequencer, which was made before. */
  private NodePeers network(boolean sequencing, RoleHealth health) {
    String name = sequencing ? "sequencer" : "verifier";
    PeerAddress other = sequencerAddress;
    PeerToPeerConfig config =
        new PeerToPeerConfig(
            peerKey(name),
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                options.port(
                    sequencing
                        ? DevnetOptions.SEQUENCER_P2P_PORT
                        : DevnetOptions.VERIFIER_P2P_PORT)),
            null,
            sequencing || other == null ? List.of() : List.of(other),
            sequencing ? BlockSigner.of(DevChainAccount.SEQUENCER.privateKey()) : null,
            Duration.ofSeconds(60),
            0,
            30,
            true,
            true,
            ScoreParams.BAN_THRESHOLD,
            Duration.ofMinutes(1),
            true,
            Duration.ofSeconds(12),
            null,
            null);
    try {
      PeerToPeer network =
          new PeerToPeer(
              config,
              GossipChain.of(rollup.config()),
              crypto,
              new L1BlockSigner(l1Chain(), rollup.config().systemConfigContract()),
              "kopi/devnet",
              time,
              health);
      sequencerAddress = sequencing ? network.address() : other;
      return network;
    } catch (IOException e) {
      throw new UncheckedIOException("the P2P port of the " + name + " is taken", e);
    }
  }

  /** The identity of a node of a devnet: the same in each, and public. */
  private static PrivateKey peerKey(String name) {
    byte[] text = ("kopi devnet p2p " + name).getBytes(StandardCharsets.UTF_8);
    return PrivateKey.of(Keccak256.hash(text).toUInt256());
  }

  private TxManagerService transactions(DevChainAccount account, RoleHealth health) {
    TxManager manager =
        new TxManager(
            new EthTxBackend(l1Chain()),
            l1.chainId(),
            Signer.local(crypto.secp256k1(), account.privateKey()),
            crypto,
            TxManagerConfig.DEVNET,
            TxListener.NONE);
    return new TxManagerService(manager, health, time);
  }

  private EthClient l1Chain() {
    return new EthClient(l1.client()::call);
  }

  /** Starts the batcher of a sequencer. */
  void batcher(DevnetDescription.RollupEndpoints sequencer) {
    HttpRpcClient engine = new HttpRpcClient(URI.create(sequencer.engine().rpc()), TIMEOUT);
    HttpRpcClient node = new HttpRpcClient(URI.create(sequencer.node()), TIMEOUT);
    DevnetOptions.BatchOptions batches = options.batches();
    ChannelPolicy policy =
        new ChannelPolicy(
            RollupConfig.CHANNEL_TIMEOUT_GRANITE,
            rollup.config().sequencerWindowSize(),
            10,
            10,
            true,
            batches.blobs() ? BlobEncoding.MAX_DATA - 1 : 120_000 - 1,
            1,
            batches.blobs());
    BatcherConfig.Encoding encoding =
        new BatcherConfig.Encoding(
            batches.span() ? BatcherConfig.BatchType.SPAN : BatcherConfig.BatchType.SINGULAR,
            algorithm(batches.compression()),
            BatcherConfig.CompressorKind.SHADOW,
            60,
            0);
    BatcherConfig config =
        new BatcherConfig(
            policy, encoding, Duration.ofMillis(200), 1, false, false, 0, Throttle.DEFAULT);
    RoleHealth health = roles.apply("batcher");
    TxManagerService sender = transactions(DevChainAccount.BATCHER, health);
    EthClient l2Chain = new EthClient(engine::call);
    BatcherService batcher =
        new BatcherService(
            config,
            rollup.config(),
            new BatcherPorts(
                number -> l2Chain.block(EthClient.at(number)),
                new RollupClient(node::call)::syncStatus,
                new EthL1Source(l1Chain()),
                sender),
            sender,
            new ChannelFactory(
                rollup.config(), config, new NativeCompressors(), new SecureRandom()),
            List.of(new RpcThrottledBuilder(engine::call)),
            BatcherListener.NONE,
            health,
            time);
    started.accept(batcher);
    batcher.start();
  }

  private static CompressionAlgorithm algorithm(String name) {
    return switch (name) {
      case "zlib" -> CompressionAlgorithm.ZLIB;
      case "brotli", "brotli-10" -> CompressionAlgorithm.BROTLI_10;
      case "brotli-9" -> CompressionAlgorithm.BROTLI_9;
      case "brotli-11" -> CompressionAlgorithm.BROTLI_11;
      default -> throw new IllegalArgumentException("no compression named " + name);
    };
  }

  /** Starts the proposer, which reads output roots from a node. */
  void proposer(String nodeUrl) {
    RoleHealth health = roles.apply("proposer");
    TxManagerService sender = transactions(DevChainAccount.PROPOSER, health);
    EthClient l1Chain = l1Chain();
    DisputeGameFactory factory =
        new DisputeGameFactory(l1Chain, rollup.contracts().disputeGameFactory());
    ProposerConfig config =
        new ProposerConfig(
            0,
            Duration.ofSeconds(options.proposalIntervalSeconds()),
            Duration.ofSeconds(1),
            true,
            false,
            false);
    ProposerService proposer =
        new ProposerService(
            config,
            rollup.config(),
            new ProposerPorts(
                new RollupOutputs(
                    new RollupClient(new HttpRpcClient(URI.create(nodeUrl), TIMEOUT)::call)),
                new FactoryGames(l1Chain, factory, config.gameType()),
                l1Chain::blockNumber,
                sender),
            sender,
            ProposerListener.NONE,
            health,
            time);
    started.accept(proposer);
    proposer.start();
  }

  /**
   * Starts the challenger, which plays dispute games. It looks at each L1 block, and holds no more
   * than the games that are open.
   *
   * @param outputs what it takes for the truth
   * @param folder for its files
   * @param exports the configurations of the chains, and the prestate of the program
   */
  ChallengerService challenger(
      DevnetDescription.RollupEndpoints outputs, Path folder, Path exports) {
    RoleHealth health = roles.apply("challenger");
    TxManagerService sender = transactions(DevChainAccount.CHALLENGER, health);
    ChallengerConfig config =
        new ChallengerConfig(
            Set.of(GameType.CANNON),
            Set.of(),
            GAME_WINDOW,
            CHALLENGER_POLL,
            Duration.ZERO,
            1,
            CHALLENGER_PENDING,
            new PlayRules(Set.of(sender.address()), false, 0, 0));
    RollupClient node =
        new RollupClient(new HttpRpcClient(URI.create(outputs.node()), TIMEOUT)::call);
    EthClient engine =
        new EthClient(new HttpRpcClient(URI.create(outputs.engine().rpc()), TIMEOUT)::call);
    ChallengerService challenger =
        new ChallengerService(
            config,
            new EthDisputeChain(l1.client(), rollup.contracts().disputeGameFactory()),
            new RightTraces(
                new RollupNodes(List.of(node), l1Chain(), engine),
                folder,
                rollup.config().l2ChainId(),
                Map.of(GameType.CANNON, machine(outputs, folder, exports))),
            sender,
            ChallengerListener.NONE,
            health,
            time);
    started.accept(challenger);
    challenger.start();
    return challenger;
  }

  /** The fault-proof VM: processes that run only while a game needs them. */
  private RightTraces.Vm machine(
      DevnetDescription.RollupEndpoints outputs, Path folder, Path exports) {
    boolean external = options.externalL1() != null;
    CannonConfig config =
        new CannonConfig(
            OwnCommand.of(MACHINE_HEAP_MIB, "cannon"),
            OwnCommand.of(
                SERVER_HEAP_MIB,
                "program",
                "host",
                "--rollup.config",
                exports.resolve("rollup.json").toString(),
                "--l2.genesis",
                exports.resolve("genesis.json").toString(),
                "--l1.chainconfig",
                exports.resolve(external ? "l1-chain-config.json" : "l1-genesis.json").toString()),
            CannonConfig.Flavor.OP_PROGRAM,
            l1.endpoints().rpc(),
            l1.beacon(),
            List.of(outputs.engine().rpc()),
            SNAPSHOT_STEPS,
            INFO_STEPS,
            VM_TIMEOUT);
    CannonProcess runner = new CannonProcess(config, VmListener.NONE);
    Path prestates = exports.resolve("prestates");
    // Outputs are disputed without the program, too: its prestate may not be exported yet.
    return new RightTraces.Vm(
        runner, new Prestates(null, prestates.toUri(), folder.resolve("prestates"), runner), true);
  }

  /**
   * Starts the keeper, which resolves dispute games.
   *
   * @param outputs the rollup node whose engine tells what is true
   */
  void keeper(DevnetDescription.RollupEndpoints outputs) {
    Duration interval =
        switch (options.profile()) {
          case FAST -> Duration.ofSeconds(2);
          // Game clocks run for days.
          case PRODUCTION -> Duration.ofMinutes(10);
        };
    Wallet wallet =
        new Wallet(
            new EthClient(l1.client()::call),
            DevChainAccount.CHALLENGER.privateKey(),
            crypto.secp256k1(),
            time,
            KEEPER_TIMEOUT);
    DisputeGameKeeper keeper =
        new DisputeGameKeeper(
            l1.client(),
            wallet,
            new L2Outputs(
                new EthClient(
                    new HttpRpcClient(URI.create(outputs.engine().rpc()), TIMEOUT)::call)),
            rollup.contracts().disputeGameFactory(),
            interval,
            roles.apply("keeper"),
            time);
    started.accept(keeper);
    keeper.start();
  }
}
