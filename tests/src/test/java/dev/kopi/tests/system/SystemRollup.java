package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.assembly.ExecutionNode;
import dev.kopi.apps.assembly.L1Node;
import dev.kopi.apps.assembly.OpenPort;
import dev.kopi.apps.deployer.Deployer;
import dev.kopi.apps.deployer.GenesisDeployment;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.L1Parameters;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.core.batcher.BlobEncoding;
import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.batcher.BatcherConfig;
import dev.kopi.services.batcher.BatcherListener;
import dev.kopi.services.batcher.BatcherPorts;
import dev.kopi.services.batcher.BatcherService;
import dev.kopi.services.batcher.ChannelFactory;
import dev.kopi.services.batcher.EthL1Source;
import dev.kopi.services.batcher.RpcThrottledBuilder;
import dev.kopi.services.engine.pool.PoolSettings;
import dev.kopi.services.l1.L1ClockConfig;
import dev.kopi.services.l1.L1Head;
import dev.kopi.services.l1.SlotClock;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.txmgr.EthTxBackend;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxListener;
import dev.kopi.services.txmgr.TxManager;
import dev.kopi.services.txmgr.TxManagerConfig;
import dev.kopi.services.txmgr.TxManagerService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An L1 with slots of a second, a sequencer, a verifier and a batcher, over loopback as in
 * production. Every part can be stopped and started again.
 */
final class SystemRollup implements AutoCloseable {
  static final int FINALIZED_DISTANCE = 8;
  private static final long L1_CHAIN = 900;
  private static final long L2_CHAIN = 901;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Path directory;
  private final Crypto crypto = NativeCrypto.create();
  private final JwtSecret jwt;
  private final GenesisDeployment deployment;
  private final int l1Port = Ports.free();
  private final int beaconPort = Ports.free();
  private L1Node l1;
  private final BeaconFront beacon;
  private final boolean blobs;
  final RollupPart sequencer;
  final RollupPart verifier;
  private @Nullable BatcherService batcher;

  static {
    // The web server's own announcements.
    Logger.getLogger("").setLevel(Level.WARNING);
  }

  /** Starts L1; nothing else runs yet. */
  private SystemRollup(Path directory, boolean blobs) {
    this.directory = directory;
    this.blobs = blobs;
    try {
      jwt = JwtSecret.readOrCreate(jwtFile());
      long now = System.currentTimeMillis() / 1000;
      RollupParameters parameters =
          RollupParameters.standard(
                  UInt256.of(L1_CHAIN),
                  UInt256.of(L2_CHAIN),
                  DevChainAccount.all(),
                  FaultProofParameters.of(FaultProofParameters.Profile.FAST, null))
              .withBlockTime(1)
              .withL2Accounts(MnemonicAccount.funded());
      deployment =
          new Deployer(ContractArtifacts.bundled(), crypto, UpgradeFiles.shipped())
              .inGenesis(
                  parameters,
                  new L1Parameters(
                      now,
                      60_000_000,
                      MnemonicAccount.fundedWithChainAccounts(),
                      DevChainAccount.DEPLOYER.address()));
      Files.write(genesisFile(), Json.write(GenesisJson.write(deployment.rollup().genesis())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    l1 = startL1();
    beacon = new BeaconFront(l1.beaconUrl());
    sequencer = new RollupPart(this, "sequencer", true, directory.resolve("sequencer"));
    verifier = new RollupPart(this, "verifier", false, directory.resolve("verifier"));
  }

  /** An L1 alone. */
  static SystemRollup onlyL1(Path directory, boolean blobs) {
    return new SystemRollup(directory, blobs);
  }

  /** Everything, with batches in call data. */
  static SystemRollup start(Path directory) {
    return start(directory, false);
  }

  /** Everything, with batches in blobs or in call data. */
  static SystemRollup start(Path directory, boolean blobs) {
    SystemRollup rollup = new SystemRollup(directory, blobs);
    rollup.sequencer.startEngine();
    rollup.sequencer.startNode();
    rollup.verifier.startEngine();
    rollup.verifier.startNode();
    rollup.startBatcher();
    return rollup;
  }

  private L1Node startL1() {
    L1Node started =
        new L1Node(
            new L1Node.Setup(
                new ExecutionNode.Setup(
                    "l1",
                    deployment.l1Genesis().spec(),
                    deployment.l1GenesisBlock(),
                    directory.resolve("l1"),
                    StoreOptions.DEFAULT,
                    PoolSettings.of(PoolLimits.DEFAULT),
                    List.of(OpenPort.local(Ports.LOOPBACK, l1Port)),
                    RpcServerConfig.authenticated(Ports.LOOPBACK, 0, jwt),
                    null,
                    List.of(),
                    RpcObserver.NONE),
                new L1ClockConfig(
                    deployment.l1GenesisBlock().block().header().timestampSeconds(),
                    1,
                    4,
                    FINALIZED_DISTANCE,
                    DevChainAccount.FEE_RECIPIENT.address()),
                directory.resolve("blobs"),
                RpcServerConfig.open(Ports.LOOPBACK, beaconPort)),
            crypto,
            InstantSource.system());
    started.start();
    return started;
  }

  /** Stops L1, which forgets its pool, lets some time pass and starts it again. */
  void restartL1() {
    l1.close();
    try {
      Thread.sleep(2500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    l1 = startL1();
  }

  void startBatcher() {
    ChannelPolicy policy =
        new ChannelPolicy(
            RollupConfig.CHANNEL_TIMEOUT_GRANITE,
            config().sequencerWindowSize(),
            2,
            10,
            true,
            blobs ? BlobEncoding.MAX_DATA - 1 : 120_000 - 1,
            1,
            blobs);
    startBatcher(policy);
  }

  void startBatcher(ChannelPolicy policy) {
    RpcClient engine = new HttpRpcClient(sequencer.rpcUrl(), TIMEOUT);
    RpcClient node = new HttpRpcClient(sequencer.nodeUrl(), TIMEOUT);
    BatcherConfig config =
        new BatcherConfig(
            policy,
            new BatcherConfig.Encoding(
                BatcherConfig.BatchType.SINGULAR,
                CompressionAlgorithm.ZLIB,
                BatcherConfig.CompressorKind.SHADOW,
                60,
                0),
            Duration.ofMillis(200),
            1,
            false,
            false,
            0,
            Throttle.DEFAULT);
    RoleHealth health = new RoleHealth("batcher");
    EthClient l1Chain = l1Chain();
    EthClient l2Chain = new EthClient(engine::call);
    TxManagerService sender =
        new TxManagerService(
            new TxManager(
                new EthTxBackend(l1Chain),
                UInt256.of(L1_CHAIN),
                Signer.local(crypto.secp256k1(), DevChainAccount.BATCHER.privateKey()),
                crypto,
                TxManagerConfig.DEVNET,
                TxListener.NONE),
            health,
            InstantSource.system());
    BatcherService started =
        new BatcherService(
            config,
            config(),
            new BatcherPorts(
                number -> l2Chain.block(EthClient.at(number)),
                new RollupClient(node::call)::syncStatus,
                new EthL1Source(l1Chain),
                sender),
            sender,
            new ChannelFactory(config(), config, new NativeCompressors(), new SecureRandom()),
            List.of(new RpcThrottledBuilder(engine::call)),
            BatcherListener.NONE,
            health,
            InstantSource.system());
    started.start();
    batcher = started;
  }

  void stopBatcher() {
    if (batcher != null) {
      batcher.close();
      batcher = null;
    }
  }

  Crypto crypto() {
    return crypto;
  }

  JwtSecret jwt() {
    return jwt;
  }

  Path jwtFile() {
    return directory.resolve("jwt.hex");
  }

  Path genesisFile() {
    return directory.resolve("genesis.json");
  }

  GenesisDeployment deployment() {
    return deployment;
  }

  RollupConfig config() {
    return deployment.rollup().config();
  }

  BeaconFront beacon() {
    return beacon;
  }

  SlotClock clock() {
    return l1.clock();
  }

  String l1Url() {
    return l1.execution().rpcUrl();
  }

  RpcClient l1Rpc() {
    return new HttpRpcClient(URI.create(l1Url()), TIMEOUT);
  }

  EthClient l1Chain() {
    return new EthClient(l1Rpc()::call);
  }

  URI sequencerUrl() {
    return sequencer.rpcUrl();
  }

  /** The sender of test transactions on L2. */
  Sender l2Sender() {
    return new Sender(
        sequencer.chain(), UInt256.of(L2_CHAIN), MnemonicAccount.TEN.get(0).privateKey(), crypto);
  }

  /** A sender of transactions on L1. */
  Sender l1Sender(dev.kopi.core.crypto.ecdsa.PrivateKey key) {
    return new Sender(l1Chain(), UInt256.of(L1_CHAIN), key, crypto);
  }

  /** Replaces the newest L1 blocks by others. */
  L1Head reorgL1(int depth, SlotClock.Refill refill) {
    await("L1 has blocks to replace", () -> clock().head().number() > depth);
    return clock().reorg(depth, refill).join();
  }

  void await(String what, BooleanSupplier condition) {
    Await.until(what, condition, this::describe);
  }

  void awaitL1(long blocksFromNow) {
    long target = clock().head().number() + blocksFromNow;
    await("L1 block " + target, () -> clock().head().number() >= target);
  }

  /** Waits until both nodes hold a block of at least this height to be safe. */
  void awaitSafe(long number) {
    await(
        "safe block " + number + " on both nodes",
        () -> sequencer.safe() >= number && verifier.safe() >= number);
  }

  /** Waits until the safe head of both nodes is at least so many blocks beyond where it is now. */
  void awaitProgress(long blocks) {
    awaitSafe(Math.max(sequencer.safe(), verifier.safe()) + blocks);
  }

  /**
   * Both nodes hold the same blocks to be safe, from genesis on, on L1 blocks that are canonical;
   * neither node gave up.
   */
  void requireAgreement() {
    assertThat(sequencer.failures()).isEmpty();
    assertThat(verifier.failures()).isEmpty();
    L2BlockRef one = sequencer.status().safeL2();
    L2BlockRef other = verifier.status().safeL2();
    long common = Math.min(one.number(), other.number());
    for (long number = 0; number <= common; number++) {
      Hash expected = sequencer.hashAt(number);
      assertThat(verifier.hashAt(number)).as("block %d", number).isNotNull().isEqualTo(expected);
    }
    for (L2BlockRef safe : List.of(one, other)) {
      var origin = l1Chain().header(EthClient.at(safe.l1Origin().number()));
      assertThat(Objects.requireNonNull(origin).hash()).isEqualTo(safe.l1Origin().hash());
    }
  }

  String describe() {
    BatcherService posting = batcher;
    return "L1 head "
        + clock().head()
        + "\n"
        + sequencer.describe()
        + "\n"
        + verifier.describe()
        + "\nbatcher: "
        + (posting == null ? "stopped" : posting.snapshot());
  }

  @Override
  public void close() {
    stopBatcher();
    sequencer.close();
    verifier.close();
    beacon.close();
    l1.close();
  }
}
