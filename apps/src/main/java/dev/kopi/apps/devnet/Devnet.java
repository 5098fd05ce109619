package dev.kopi.apps.devnet;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.l1.BeaconClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.HttpRpcClient;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcMethods;
import dev.kopi.adapters.rpc.RpcObserver;
import dev.kopi.adapters.rpc.RpcServer;
import dev.kopi.adapters.rpc.RpcServerConfig;
import dev.kopi.apps.deployer.Deployer;
import dev.kopi.apps.deployer.DevAccount;
import dev.kopi.apps.deployer.DevRole;
import dev.kopi.apps.deployer.FaultProofParameters;
import dev.kopi.apps.deployer.GenesisDeployment;
import dev.kopi.apps.deployer.L1Parameters;
import dev.kopi.apps.deployer.Rollup;
import dev.kopi.apps.deployer.RollupParameters;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.core.batcher.BlobEncoding;
import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.core.chain.Header;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.batcher.BatcherConfig;
import dev.kopi.services.batcher.BatcherListener;
import dev.kopi.services.batcher.BatcherService;
import dev.kopi.services.batcher.Throttler;
import dev.kopi.services.l1.BeaconApi;
import dev.kopi.services.l1.BlobArchive;
import dev.kopi.services.l1.L1ClockConfig;
import dev.kopi.services.l1.L1Head;
import dev.kopi.services.l1.SlotClock;
import dev.kopi.services.node.Conductor;
import dev.kopi.services.node.Gossip;
import dev.kopi.services.node.NodeAssembly;
import dev.kopi.services.node.NodeConfig;
import dev.kopi.services.node.NodeListener;
import dev.kopi.services.node.NodeService;
import dev.kopi.services.node.NodeServiceConfig;
import dev.kopi.services.proposer.ProposerConfig;
import dev.kopi.services.proposer.ProposerListener;
import dev.kopi.services.proposer.ProposerService;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxListener;
import dev.kopi.services.txmgr.TxManager;
import dev.kopi.services.txmgr.TxManagerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An L1, the contracts on it, a sequencer, a verifier, a batcher and a proposer, started one after
 * another in one process and stopped in the opposite order. They talk to each other over their RPC
 * alone, as they would in processes of their own.
 */
public final class Devnet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Devnet.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long L1_GAS_LIMIT = 60_000_000;
  private static final int RECENT_L1_BLOCKS = 64;
  private static final int SAFE_HEADS = 10_000;
  private static final int L1_CACHE = 900;

  private final DevnetOptions options;
  private final Path directory;
  private final Crypto crypto = NativeCrypto.create();
  private final InstantSource time = InstantSource.system();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private @Nullable SlotClock clock;
  private @Nullable DevnetDescription description;
  private @Nullable StatusReader status;

  /** Nothing is started. */
  public Devnet(DevnetOptions options) {
    this.options = options;
    try {
      Path datadir = options.datadir();
      directory =
          datadir == null
              ? Files.createTempDirectory("kopi-devnet-")
              : Files.createDirectories(datadir.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the data directory", e);
    }
  }

  /** Starts everything; when a part fails, those before it are stopped again. */
  public DevnetDescription start(long sinceMillis) {
    try {
      return startAll(sinceMillis);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private DevnetDescription startAll(long sinceMillis) {
    DevnetState state = DevnetState.openOrCreate(directory, options, time.millis() / 1000);
    GenesisDeployment deployment = deployment(options, state.genesisTimeSeconds(), crypto);
    Rollup rollup = deployment.rollup();
    Path exports = directory.resolve("exports");
    JwtSecret jwt = jwt(directory.resolve("jwt.hex"));
    Exports.write(exports, deployment, jwt);

    L1ClockConfig clockConfig =
        new L1ClockConfig(
            state.genesisTimeSeconds(),
            options.slotSeconds(),
            2,
            4,
            DevRole.FEE_RECIPIENT.address());
    EngineProcess l1 =
        engine(
            new EngineProcess.Setup(
                "l1",
                deployment.l1Genesis().spec(),
                deployment.l1GenesisBlock(),
                kept("l1"),
                options.port(DevnetOptions.L1_RPC_PORT),
                0,
                jwt,
                null));
    BlobArchive blobs = new BlobArchive(directory.resolve("blobs"));
    SlotClock slotClock =
        new SlotClock(clockConfig, l1.engine(), blobs, crypto.sha256(), time, recent(l1.store()));
    clock = slotClock;
    RpcServer beacon = beacon(new BeaconApi(clockConfig, blobs, slotClock::headSlot));
    started.push(slotClock);
    slotClock.start();

    DevnetDescription.RollupEndpoints sequencer = null;
    DevnetDescription.RollupEndpoints verifier = null;
    if (options.runs(Role.SEQUENCER)) {
      EngineProcess engine =
          engine(
              l2(
                  "sequencer",
                  rollup,
                  jwt,
                  DevnetOptions.SEQUENCER_RPC_PORT,
                  DevnetOptions.SEQUENCER_ENGINE_PORT,
                  null));
      NodeService node = node(deployment, engine, l1, beacon, true);
      sequencer =
          new DevnetDescription.RollupEndpoints(
              engine.endpoints(), engine.engineUrl(), node.rpcUrl());
    }
    if (options.runs(Role.VERIFIER)) {
      EngineProcess engine =
          engine(
              l2(
                  "verifier",
                  rollup,
                  jwt,
                  DevnetOptions.VERIFIER_RPC_PORT,
                  DevnetOptions.VERIFIER_ENGINE_PORT,
                  sequencer == null ? null : sequencer.engine().rpc()));
      NodeService node = node(deployment, engine, l1, beacon, false);
      verifier =
          new DevnetDescription.RollupEndpoints(
              engine.endpoints(), engine.engineUrl(), node.rpcUrl());
    }
    if (sequencer != null && options.runs(Role.BATCHER)) {
      startBatcher(rollup.config(), l1, sequencer);
    }
    DevnetDescription.RollupEndpoints outputs = sequencer != null ? sequencer : verifier;
    if (outputs != null && options.runs(Role.PROPOSER)) {
      startProposer(rollup, l1, outputs.node());
    }
    status =
        new StatusReader(
            l1.endpoints().rpc(),
            sequencer == null ? null : sequencer.node(),
            verifier == null ? null : verifier.node(),
            rollup.config().batchInbox(),
            rollup.contracts().disputeGameFactory());
    DevnetDescription result =
        new DevnetDescription(
            l1.endpoints(),
            beacon.httpUrl(),
            options.l1ChainId(),
            sequencer,
            verifier,
            options.l2ChainId(),
            rollup.contracts().byName(),
            exports,
            exports.resolve("jwt.hex"),
            time.millis() - sinceMillis);
    description = result;
    return result;
  }

  /** What the chains are made from: the same for the same options and time. */
  static GenesisDeployment deployment(
      DevnetOptions options, long genesisTimeSeconds, Crypto crypto) {
    FaultProofParameters faultProofs =
        FaultProofParameters.of(options.profile(), FaultProofParameters.NO_PROGRAM);
    RollupParameters parameters =
        RollupParameters.standard(
                UInt256.of(options.l1ChainId()),
                UInt256.of(options.l2ChainId()),
                DevRole.roles(),
                faultProofs)
            .withBlockTime(options.blockTimeSeconds())
            .withForks(options.forkOffsetsSeconds())
            .withL2Accounts(DevAccount.funded());
    L1Parameters l1 =
        new L1Parameters(
            genesisTimeSeconds,
            L1_GAS_LIMIT,
            DevAccount.fundedWithRoles(),
            DevRole.DEPLOYER.address());
    return new Deployer(ContractArtifacts.bundled(), crypto).inGenesis(parameters, l1);
  }

  private @Nullable Path kept(String name) {
    return options.datadir() == null ? null : directory.resolve(name);
  }

  private EngineProcess.Setup l2(
      String name,
      Rollup rollup,
      JwtSecret jwt,
      int rpcPort,
      int enginePort,
      @Nullable String sequencerUrl) {
    return new EngineProcess.Setup(
        name,
        rollup.genesis().spec(),
        rollup.genesisBlock(),
        kept(name),
        options.port(rpcPort),
        options.port(enginePort),
        jwt,
        sequencerUrl);
  }

  private EngineProcess engine(EngineProcess.Setup setup) {
    EngineProcess engine = new EngineProcess(setup, crypto, List.of());
    started.push(engine);
    engine.start();
    return engine;
  }

  private RpcServer beacon(BeaconApi api) {
    RpcServer server =
        new RpcServer(
            RpcServerConfig.open(LOOPBACK, options.port(DevnetOptions.L1_BEACON_PORT)),
            new RpcMethods(),
            List.of(api),
            RpcObserver.NONE,
            time);
    server.start();
    started.push(server);
    return server;
  }

  /** The newest canonical blocks of L1, the head last. */
  private static List<L1Head> recent(ChainStore store) {
    List<L1Head> recent = new ArrayList<>();
    Hash hash = store.heads().head();
    Header header = store.header(hash);
    while (header != null && recent.size() < RECENT_L1_BLOCKS) {
      recent.addFirst(new L1Head(hash, header.number(), header.timestampSeconds()));
      hash = header.parentHash();
      header = header.number() == 0 ? null : store.header(hash);
    }
    return recent;
  }

  private NodeService node(
      GenesisDeployment deployment,
      EngineProcess engine,
      EngineProcess l1,
      RpcServer beacon,
      boolean sequencing) {
    BeaconClient blobs =
        new BeaconClient(
            List.of(URI.create(beacon.httpUrl())),
            Map.of(),
            TIMEOUT,
            options.slotSeconds(),
            crypto);
    NodeAssembly assembly =
        new NodeAssembly(
            deployment.rollup().config(),
            deployment.l1Genesis().spec(),
            crypto,
            BrotliDictionary.load(),
            UpgradeTransactions.unknown(),
            l1.openClient(),
            false,
            L1_CACHE,
            blobs,
            engine.nodeClient(),
            0,
            Conductor.none(),
            Gossip.NONE,
            time,
            new NodeListener() {},
            List.of());
    NodeConfig.Sequencing sequencer =
        sequencing
            ? new NodeConfig.Sequencing(true, false, 0, 0, false, 50)
            : NodeConfig.Sequencing.OFF;
    int port =
        options.port(
            sequencing ? DevnetOptions.SEQUENCER_NODE_PORT : DevnetOptions.VERIFIER_NODE_PORT);
    NodeServiceConfig config =
        new NodeServiceConfig(
            new NodeConfig(sequencer, 1000, 1, 64L << 20),
            Duration.ofMillis(250),
            Duration.ofMillis(1000),
            RpcServerConfig.open(LOOPBACK, port),
            true,
            "kopi",
            SAFE_HEADS);
    NodeService node =
        assembly.create(
            config,
            failure -> LOG.error("a rollup node has stopped; the devnet is incomplete", failure));
    started.push(node);
    node.start();
    return node;
  }

  private TxManager transactions(DevRole role, EngineProcess l1) {
    TxManager manager =
        new TxManager(
            new EthClient(l1.openClient()::call),
            UInt256.of(options.l1ChainId()),
            Signer.local(crypto.secp256k1(), role.privateKey()),
            crypto,
            TxManagerConfig.DEVNET,
            time,
            TxListener.NONE);
    started.push(manager);
    return manager;
  }

  private void startBatcher(
      RollupConfig rollup, EngineProcess l1, DevnetDescription.RollupEndpoints sequencer) {
    HttpRpcClient engine = new HttpRpcClient(URI.create(sequencer.engine().rpc()), TIMEOUT);
    HttpRpcClient node = new HttpRpcClient(URI.create(sequencer.node()), TIMEOUT);
    DevnetOptions.BatchOptions batches = options.batches();
    ChannelPolicy policy =
        new ChannelPolicy(
            RollupConfig.CHANNEL_TIMEOUT_GRANITE,
            rollup.sequencerWindowSize(),
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
            policy, encoding, Duration.ofMillis(500), 1, false, false, 0, Throttle.DEFAULT);
    BatcherService batcher =
        new BatcherService(
            config,
            rollup,
            new EthClient(engine::call),
            new RollupClient(node::call),
            transactions(DevRole.BATCHER, l1),
            new NativeCompressors(),
            new SecureRandom(),
            new Throttler(Throttle.DEFAULT, List.of(engine::call)),
            BatcherListener.NONE);
    started.push(batcher);
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

  private void startProposer(Rollup rollup, EngineProcess l1, String nodeUrl) {
    TxManager manager = transactions(DevRole.PROPOSER, l1);
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
            new RollupClient(new HttpRpcClient(URI.create(nodeUrl), TIMEOUT)::call),
            new DisputeGameFactory(manager.l1(), rollup.contracts().disputeGameFactory()),
            manager,
            time,
            ProposerListener.NONE);
    started.push(proposer);
    proposer.start();
  }

  private static JwtSecret jwt(Path file) {
    try {
      return JwtSecret.readOrCreate(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or create " + file, e);
    }
  }

  /** How far the chains have come. */
  public DevnetStatus status() {
    StatusReader reader = status;
    if (reader == null) {
      throw new IllegalStateException("the devnet is not started");
    }
    return reader.read();
  }

  /** L1's clock, for tests that reorganise it. */
  public SlotClock clock() {
    SlotClock running = clock;
    if (running == null) {
      throw new IllegalStateException("the devnet is not started");
    }
    return running;
  }

  /** Where everything is; null before the start. */
  public @Nullable DevnetDescription description() {
    return description;
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the devnet did not stop cleanly", e);
      }
    }
  }
}
