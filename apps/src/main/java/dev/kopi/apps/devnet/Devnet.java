package dev.kopi.apps.devnet;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.dispatch.HeldBytes;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.apps.assembly.ExecutionNode;
import dev.kopi.apps.assembly.L1Node;
import dev.kopi.apps.assembly.OpenPort;
import dev.kopi.apps.dashboard.Dashboard;
import dev.kopi.apps.dashboard.DashboardSources;
import dev.kopi.apps.deployer.ChainPrestate;
import dev.kopi.apps.deployer.DeployedRollup;
import dev.kopi.apps.deployer.Deployer;
import dev.kopi.apps.deployer.GenesisDeployment;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.L1Parameters;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.services.challenger.ChallengerService;
import dev.kopi.services.challenger.ChallengerStatus;
import dev.kopi.services.engine.pool.PoolSettings;
import dev.kopi.services.l1.L1ClockConfig;
import dev.kopi.services.l1.SlotClock;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.NodeService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An L1 with its contracts, a sequencer, a verifier, a batcher and a proposer, started one after
 * another in one process and stopped in reverse order. They communicate only by RPC, as they would
 * in processes of their own.
 */
public final class Devnet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Devnet.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final long L1_GAS_LIMIT = 60_000_000;

  /**
   * The first second begins between 0.3 and 1.3 s after a chain is made. What is sent as soon as
   * all is up is then in a batch, which takes about two seconds, well before the second L1 block.
   */
  private static final long GENESIS_LEAD_MILLIS = 1300;

  private final DevnetOptions options;
  private final Path directory;
  private final Crypto crypto = NativeCrypto.create();
  private final InstantSource time = InstantSource.system();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private boolean closed;
  private final List<RoleHealth> health = new CopyOnWriteArrayList<>();
  private final List<ExecutionNode> engines = new CopyOnWriteArrayList<>();
  private @Nullable SlotClock clock;
  private @Nullable DevnetDescription description;
  private @Nullable StatusReader status;
  private volatile @Nullable ChallengerService challenger;
  private @Nullable ChainPrestate prestate;

  /** Nothing is started. */
  public Devnet(DevnetOptions options) {
    this.options = options;
    try {
      Path datadir = options.datadir();
      if (datadir == null) {
        TemporaryFolder folder =
            TemporaryFolder.create(Path.of(System.getProperty("java.io.tmpdir")));
        add(folder);
        directory = folder.path();
      } else {
        directory = Files.createDirectories(datadir.toAbsolutePath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the data directory: " + e.getMessage(), e);
    }
  }

  /** Starts everything; when a part fails, those already started are stopped. */
  public DevnetDescription start(long sinceMillis) {
    try {
      JwtSecret jwt = jwt(directory.resolve("jwt.hex"));
      DevnetOptions.External external = options.externalL1();
      return external == null
          ? startOnOwnL1(jwt, sinceMillis)
          : startOn(external, jwt, sinceMillis);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Loads the KZG setup in the background, when batches are posted as blobs. It takes half a second
   * of CPU time; without this call the first blob waits for it.
   */
  public void prepareBlobs() {
    if (!options.batches().blobs()) {
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("kzg-setup")
        .start(() -> crypto.kzg().blobToCommitment(new byte[Kzg.BLOB_BYTES]));
  }

  /**
   * Writes the absolute prestate of the dispute games to the exports, in the background: a
   * challenger's VM begins with it. It takes half a second of CPU time.
   */
  public void exportPrestate() {
    ChainPrestate games = prestate;
    if (games == null) {
      throw new IllegalStateException("the devnet is not started");
    }
    Thread.ofPlatform()
        .daemon()
        .name("prestate")
        .start(() -> {
          try {
            games.write(exports().resolve("prestates"));
          } catch (IOException | RuntimeException e) {
            LOG.warn("the absolute prestate could not be exported: {}", e.toString());
          }
        });
  }

  private DevnetDescription startOnOwnL1(JwtSecret jwt, long sinceMillis) {
    long genesisTime = (time.millis() + GENESIS_LEAD_MILLIS) / 1000;
    DevnetState state = DevnetState.openOrCreate(directory, options, genesisTime);
    GenesisDeployment deployment = deployment(options, state, crypto);
    prestate = deployment.rollup().prestate();
    if (state.absolutePrestate() == null) {
      DevnetState.remember(directory, deployment.rollup().prestate().hash());
    }
    DevnetFiles.write(exports(), deployment, jwt);
    L1Node l1 =
        new L1Node(
            new L1Node.Setup(
                setup(
                    "l1",
                    deployment.l1Genesis().spec(),
                    deployment.l1GenesisBlock(),
                    DevnetOptions.L1_RPC_PORT,
                    0,
                    jwt,
                    null),
                L1ClockConfig.devnet(
                    state.genesisTimeSeconds(),
                    options.slotSeconds(),
                    DevChainAccount.FEE_RECIPIENT.address()),
                directory.resolve("l1").resolve("blobs"),
                DevnetLimits.open(options.port(DevnetOptions.L1_BEACON_PORT))),
            crypto,
            time);
    add(l1);
    engines.add(l1.execution());
    health.add(l1.execution().health());
    l1.start();
    clock = l1.clock();
    DevnetL1 view =
        new DevnetL1(
            endpoints(l1.execution()),
            l1.beaconUrl(),
            deployment.l1Genesis().spec(),
            false,
            options.slotSeconds());
    return startRoles(view, deployment.rollup(), jwt, sinceMillis);
  }

  private DevnetDescription startOn(
      DevnetOptions.External external, JwtSecret jwt, long sinceMillis) {
    ExternalL1 l1 = new ExternalL1(external, options.slotSeconds(), crypto, time);
    DevnetState.openOrCreate(directory, options, time.millis() / 1000);
    DeployedRollup rollup =
        l1.deploy(
            parameters(options, l1.chainId(), null),
            options.upgrades(),
            directory.resolve("deployment"));
    prestate = rollup.prestate();
    DevnetL1 view = l1.view();
    DevnetFiles.write(exports(), rollup, view.spec(), jwt);
    return startRoles(view, rollup, jwt, sinceMillis);
  }

  private DevnetDescription startRoles(
      DevnetL1 l1, DeployedRollup rollup, JwtSecret jwt, long sinceMillis) {
    RollupRoles roles = new RollupRoles(options, l1, rollup, crypto, time, this::add, this::role);
    DevnetDescription.RollupEndpoints sequencer = null;
    DevnetDescription.RollupEndpoints verifier = null;
    if (options.runs(Role.SEQUENCER)) {
      ExecutionNode engine =
          engine(
              l2(
                  "sequencer",
                  rollup,
                  jwt,
                  DevnetOptions.SEQUENCER_RPC_PORT,
                  DevnetOptions.SEQUENCER_ENGINE_PORT,
                  null));
      sequencer = endpoints(engine, roles.node(engine, true, safeHeads("sequencer")));
    }
    if (options.runs(Role.VERIFIER)) {
      ExecutionNode engine =
          engine(
              l2(
                  "verifier",
                  rollup,
                  jwt,
                  DevnetOptions.VERIFIER_RPC_PORT,
                  DevnetOptions.VERIFIER_ENGINE_PORT,
                  sequencer == null ? null : URI.create(sequencer.engine().rpc())));
      verifier = endpoints(engine, roles.node(engine, false, safeHeads("verifier")));
    }
    if (sequencer != null && options.runs(Role.BATCHER)) {
      roles.batcher(sequencer);
    }
    DevnetDescription.RollupEndpoints outputs = sequencer != null ? sequencer : verifier;
    if (outputs != null && options.runs(Role.PROPOSER)) {
      roles.proposer(outputs.node());
    }
    // A challenger resolves the games itself; a keeper beside it would use the same account.
    if (outputs != null && options.runs(Role.CHALLENGER)) {
      challenger = roles.challenger(outputs, directory.resolve("challenger"), exports());
    } else if (outputs != null && options.runs(Role.KEEPER)) {
      roles.keeper(outputs);
    }
    status =
        new StatusReader(
            l1.endpoints().rpc(),
            sequencer == null ? null : sequencer.node(),
            verifier == null ? null : verifier.node(),
            rollup.config().batchInbox(),
            rollup.contracts().disputeGameFactory(),
            vitalsUrl(l1, sequencer, verifier));
    DevnetDescription result =
        new DevnetDescription(
            outputs == null ? null : dashboard(l1, outputs),
            l1.endpoints(),
            l1.beacon(),
            l1.chainId().toLongExact(),
            sequencer,
            verifier,
            options.l2ChainId(),
            rollup.contracts().byName(),
            exports(),
            exports().resolve("jwt.hex"),
            time.millis() - sinceMillis);
    description = result;
    return result;
  }

  /** An engine of this process. */
  private static String vitalsUrl(
      DevnetL1 l1,
      DevnetDescription.@Nullable RollupEndpoints sequencer,
      DevnetDescription.@Nullable RollupEndpoints verifier) {
    if (sequencer != null) {
      return sequencer.engine().rpc();
    }
    return verifier != null ? verifier.engine().rpc() : l1.endpoints().rpc();
  }

  /** The live page. What it fails with does not end the devnet. */
  private String dashboard(DevnetL1 l1, DevnetDescription.RollupEndpoints rollup) {
    URI engine = URI.create(rollup.engine().rpc());
    DashboardSources sources =
        new DashboardSources(
            URI.create(l1.endpoints().rpc()),
            URI.create(l1.beacon()),
            l1.slotSeconds(),
            engine,
            URI.create(rollup.node()),
            engine);
    Dashboard page =
        new Dashboard(
            sources,
            options.port(DevnetOptions.DASHBOARD_PORT),
            crypto,
            new RoleHealth("dashboard"),
            time);
    add(page);
    return page.start().url();
  }

  private RoleHealth role(String name) {
    RoleHealth role = new RoleHealth(name);
    health.add(role);
    return role;
  }

  /** The genesis of both chains: the same for the same options and time. */
  static GenesisDeployment deployment(DevnetOptions options, DevnetState state, Crypto crypto) {
    L1Parameters l1 =
        new L1Parameters(
            state.genesisTimeSeconds(),
            L1_GAS_LIMIT,
            MnemonicAccount.fundedWithChainAccounts(),
            DevChainAccount.DEPLOYER.address());
    return new Deployer(ContractArtifacts.bundled(), crypto, options.upgrades())
        .inGenesis(
            parameters(options, UInt256.of(options.l1ChainId()), state.absolutePrestate()), l1);
  }

  private static RollupParameters parameters(
      DevnetOptions options, UInt256 l1ChainId, @Nullable Hash absolutePrestate) {
    return RollupParameters.standard(
            l1ChainId,
            UInt256.of(options.l2ChainId()),
            DevChainAccount.all(),
            FaultProofParameters.of(options.profile(), absolutePrestate).with(options.games()))
        .withBlockTime(options.blockTimeSeconds())
        .withForks(options.forks())
        .withL2Accounts(MnemonicAccount.funded());
  }

  private Path safeHeads(String name) {
    return directory.resolve(name).resolve("safe-heads");
  }

  private Path exports() {
    return directory.resolve("exports");
  }

  private ExecutionNode.Setup l2(
      String name,
      DeployedRollup rollup,
      JwtSecret jwt,
      int rpcPort,
      int enginePort,
      @Nullable URI sequencer) {
    return setup(
        name, rollup.genesis().spec(), rollup.genesisBlock(), rpcPort, enginePort, jwt, sequencer);
  }

  private ExecutionNode.Setup setup(
      String name,
      ChainSpec spec,
      ExecutedBlock genesis,
      int rpcPort,
      int enginePort,
      JwtSecret jwt,
      @Nullable URI sequencer) {
    return new ExecutionNode.Setup(
        name,
        spec,
        genesis,
        directory.resolve(name).resolve("chain"),
        // Output roots and withdrawals are proven at any block.
        StoreOptions.SMALL,
        PoolSettings.journaled(
            DevnetLimits.POOL, directory.resolve(name).resolve(PoolSettings.JOURNAL_NAME)),
        List.of(new OpenPort(DevnetLimits.open(options.port(rpcPort)), null)),
        RpcServerConfig.authenticated(LOOPBACK, options.port(enginePort), jwt),
        sequencer,
        List.of(new VitalsRoute(() -> DevnetVitals.of(health(), held(), games()))),
        RpcObserver.NONE);
  }

  private ExecutionNode engine(ExecutionNode.Setup setup) {
    ExecutionNode engine = new ExecutionNode(setup, crypto);
    add(engine);
    engines.add(engine);
    health.add(engine.health());
    engine.start();
    return engine;
  }

  private static DevnetDescription.Endpoints endpoints(ExecutionNode engine) {
    return new DevnetDescription.Endpoints(engine.rpcUrl(), engine.wsUrl());
  }

  private static DevnetDescription.RollupEndpoints endpoints(
      ExecutionNode engine, NodeService node) {
    return new DevnetDescription.RollupEndpoints(
        endpoints(engine), engine.engineUrl(), node.rpcUrl());
  }

  private static JwtSecret jwt(Path file) {
    try {
      return JwtSecret.readOrCreate(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or create " + file + ": " + e.getMessage(), e);
    }
  }

  /** The status of the chains. */
  public DevnetStatus status() {
    StatusReader reader = status;
    if (reader == null) {
      throw new IllegalStateException("the devnet is not started");
    }
    return reader.read();
  }

  /** The health of each role. A role that is paused on purpose is healthy. */
  public List<RoleHealth> health() {
    return List.copyOf(health);
  }

  private @Nullable ChallengerStatus games() {
    ChallengerService running = challenger;
    return running == null ? null : running.status();
  }

  private List<HeldBytes> held() {
    return engines.stream()
        .flatMap(
            engine -> engine.held().stream().map(one -> one.prefixed(engine.health().role() + "_")))
        .toList();
  }

  /** The clock of the devnet's own L1, for tests that reorganise it. */
  public SlotClock clock() {
    SlotClock running = clock;
    if (running == null) {
      throw new IllegalStateException("the devnet is not started, or has no L1 of its own");
    }
    return running;
  }

  /** The endpoints and files; null before the start. */
  public @Nullable DevnetDescription description() {
    return description;
  }

  /** Registers a part that is closed with the devnet; at once when the devnet is closed. */
  private void add(AutoCloseable part) {
    synchronized (started) {
      if (!closed) {
        started.push(part);
        return;
      }
    }
    close(part);
    throw new IllegalStateException("the devnet was stopped while it started");
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("a part of the devnet did not stop cleanly", e);
    }
  }

  private @Nullable AutoCloseable next() {
    synchronized (started) {
      closed = true;
      return started.poll();
    }
  }

  @Override
  public void close() {
    for (AutoCloseable part = next(); part != null; part = next()) {
      close(part);
    }
  }
}
