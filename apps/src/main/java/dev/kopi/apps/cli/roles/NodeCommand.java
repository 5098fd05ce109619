package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.json.rollup.RollupFile;
import dev.kopi.adapters.l1.BeaconClient;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.adapters.telemetry.RpcServerMetrics;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.ForkOverrides;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.options.P2pOptions;
import dev.kopi.apps.cli.options.RpcOptions;
import dev.kopi.apps.cli.options.UpgradesOption;
import dev.kopi.apps.cli.values.HttpHeader;
import dev.kopi.apps.cli.values.InputFile;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.Finality;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.NodeAssembly;
import dev.kopi.services.node.NodeMetrics;
import dev.kopi.services.node.NodeService;
import dev.kopi.services.node.NodeServiceConfig;
import dev.kopi.services.node.driver.NodeConfig;
import dev.kopi.services.node.p2p.NodePeers;
import dev.kopi.services.node.p2p.PeerMetrics;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.SequencerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi node}. */
@Command(
    name = "node",
    description =
        "Derives a rollup from L1 and drives its engine, as sequencer if asked to"
            + " (op-node's role).",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Node.class,
    subcommands = PeerKeysCommand.class,
    footer = {
      "",
      "Examples, with the files that 'kopi devnet' exports:",
      "  kopi node --l1 http://127.0.0.1:8545 --l1.beacon http://127.0.0.1:5052 \\",
      "    --l2 http://127.0.0.1:8551 --l2.jwt-secret jwt.hex \\",
      "    --rollup.config rollup.json --rollup.l1-chain-config l1-genesis.json",
      "  kopi node ... --sequencer.enabled --sequencer.l1-confs 0   the sequencer of a new chain",
      "  kopi node ... --metrics.enabled --log.format json          as operators like it",
      "",
      "Every option may also be set in the environment: --rpc.port as OP_NODE_RPC_PORT,",
      "--l1 as OP_NODE_L1_ETH_RPC, --l2 as OP_NODE_L2_ENGINE_RPC."
    })
public final class NodeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);
  private static final int DEFAULT_RPC_PORT = 9545;
  private static final int SAFE_HEADS = 100_000;

  @Option(
      names = "--l1",
      paramLabel = "URL",
      converter = RpcUrls.class,
      defaultValue = "http://127.0.0.1:8545",
      description = "The RPC of an L1 node.")
  private URI l1;

  @Option(
      names = "--l1.trustrpc",
      description = "Do not check transactions and receipts of L1 against their roots.")
  private boolean trustL1;

  @Option(
      names = "--l1.cache-size",
      paramLabel = "COUNT",
      defaultValue = "900",
      description = "L1 blocks, and receipts of as many, to keep in memory.")
  @Range(min = 1, max = 1_000_000)
  private int l1CacheSize;

  @Option(
      names = "--l1.http-poll-interval",
      paramLabel = "DURATION",
      defaultValue = "12s",
      description = "How often the head of L1 is polled.")
  @Range(min = 1)
  private Duration l1PollInterval;

  @Option(
      names = "--l1.epoch-poll-interval",
      paramLabel = "DURATION",
      defaultValue = "384s",
      description = "How often the safe and finalized heads of L1 are polled.")
  @Range(min = 1)
  private Duration l1LabelInterval;

  @Option(
      names = "--l1.beacon",
      paramLabel = "URL",
      description = "The API of a beacon node, for blobs; required without --l1.beacon.ignore.")
  private @Nullable URI beacon;

  @Option(
      names = {"--l1.beacon-fallbacks", "--l1.beacon-archiver"},
      paramLabel = "URL",
      split = ",",
      description = "Beacon nodes or blob archives to ask when --l1.beacon lacks a blob.")
  private List<URI> beaconFallbacks = List.of();

  @Option(
      names = "--l1.beacon-header",
      paramLabel = "NAME: VALUE",
      converter = HttpHeader.class,
      description = "A header to send to beacon nodes, such as an API key.")
  private Map.@Nullable Entry<String, String> beaconHeader;

  @Option(
      names = "--l1.beacon.ignore",
      description = "Start although the beacon node does not answer, or is not set.")
  private boolean beaconIgnore;

  @Option(
      names = "--l1.beacon.slot-duration-override",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "The length of L1's slots; 0 asks the beacon node.")
  @Range(max = 86_400)
  private long slotSeconds;

  @Option(
      names = "--l2",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The Engine API of the engine.")
  private URI l2;

  @Option(
      names = "--l2.jwt-secret",
      paramLabel = "FILE",
      required = true,
      converter = ReadableFile.class,
      description = "The secret shared with the engine, 32 bytes in hex.")
  private Path jwtSecret;

  @Option(
      names = "--l2.engine-rpc-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "How long one request to the engine may take.")
  @Range(min = 1)
  private Duration engineTimeout;

  @Option(
      names = "--rollup.config",
      paramLabel = "FILE",
      required = true,
      converter = ReadableFile.class,
      description = "The configuration of the rollup: rollup.json.")
  private Path rollupConfig;

  @Option(
      names = "--rollup.l1-chain-config",
      paramLabel = "FILE",
      required = true,
      converter = ReadableFile.class,
      description = "The genesis of L1, or its config alone.")
  private Path l1ChainConfig;

  @Option(
      names = "--verifier.l1-confs",
      paramLabel = "L1-BLOCKS",
      defaultValue = "0",
      description = "How far derivation stays behind the head of L1.")
  @Range
  private long verifierConfirmations;

  @Option(names = "--sequencer.enabled", description = "Build blocks: the sequencer of the rollup.")
  private boolean sequencing;

  @Option(names = "--sequencer.stopped", description = "Wait for admin_startSequencer.")
  private boolean sequencerStopped;

  @Option(
      names = "--sequencer.l1-confs",
      paramLabel = "L1-BLOCKS",
      defaultValue = "4",
      description = "How far the L1 origin of new blocks stays behind the head of L1.")
  @Range
  private long sequencerConfirmations;

  @Option(
      names = "--sequencer.max-safe-lag",
      paramLabel = "BLOCKS",
      defaultValue = "0",
      description = "The most blocks by which the unsafe head may lead the safe one; 0: no limit.")
  @Range
  private long maxSafeLag;

  @Option(
      names = "--sequencer.recover",
      description = "Build empty blocks with the next L1 origin, to catch up with L1.")
  private boolean recover;

  @Option(
      names = "--sequencer.sealing-duration",
      paramLabel = "DURATION",
      defaultValue = "50ms",
      description = "The time that sealing a block is expected to take.")
  private Duration sealingDuration;

  @Option(
      names = "--finality.lookback",
      paramLabel = "L1-BLOCKS",
      description = "L1 blocks whose L2 blocks are remembered until they are final.")
  @Range(min = 1, max = 1_000_000)
  private int finalityLookback = Finality.LOOKBACK;

  @Option(
      names = "--finality.delay",
      paramLabel = "L1-BLOCKS",
      description = "L1 blocks to derive between two checks for finality.")
  @Range(min = 1, max = 1_000_000)
  private int finalityDelay = Finality.DELAY;

  @Option(
      names = "--rpc.admin-state",
      paramLabel = "FILE",
      description =
          "Keeps over restarts whether admin_startSequencer or admin_stopSequencer came last.")
  private @Nullable Path adminState;

  @Mixin private UpgradesOption upgrades = new UpgradesOption();

  @Option(
      names = "--safedb.path",
      paramLabel = "FOLDER",
      description = {
        "Keeps the safe head after each L1 block, for optimism_safeHeadAtL1Block. Without it the",
        "newest 100,000 are kept in memory."
      })
  private @Nullable Path safeDb;

  @Mixin private ForkOverrides overrides = new ForkOverrides();
  @Mixin private P2pOptions p2p = new P2pOptions();
  @Mixin private RpcOptions rpc = new RpcOptions(DEFAULT_RPC_PORT);
  @Mixin private MetricsOptions metricsOptions = new MetricsOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    if (beacon == null && !beaconIgnore) {
      throw new WrongUsage("--l1.beacon is needed to read blobs (or --l1.beacon.ignore)");
    }
    log.apply();
    RoleHealth health = new RoleHealth("node");
    Metrics metrics = new Metrics("op_node_default");
    NodeService node = create(health, metrics);
    rpc.warnOfExposure();
    try {
      node.start();
    } catch (IllegalStateException e) {
      throw new CommandFailed("--rpc.port: " + e.getMessage() + "; choose another, or 0", e);
    }
    return new RunningRole().follow(health).await(metricsOptions, metrics, node::close);
  }

  private NodeService create(RoleHealth health, Metrics metrics) {
    Crypto crypto = NativeCrypto.create();
    RollupConfig rollup = rollup();
    ChainSpec l1Spec = l1Spec();
    UpgradeTransactions upgradeTransactions = upgrades(rollup);
    JwtSecret secret = secret();
    RpcClient l1Rpc = RpcClients.open(l1, Duration.ofSeconds(10));
    RpcClient engine = RpcClients.open(l2, engineTimeout, secret, Map.of(), InstantSource.system());
    EndpointProbe.requireChain("--l1", l1, new EthClient(l1Rpc::call), rollup.l1ChainId());
    EndpointProbe.requireChain("--l2", l2, new EthClient(engine::call), rollup.l2ChainId());
    NodePeers peers = p2p.open(rollup, crypto, new EthClient(l1Rpc::call), health);
    new PeerMetrics(metrics, peers);
    NodeAssembly assembly =
        new NodeAssembly(
            rollup,
            l1Spec,
            crypto,
            BrotliDictionary.load(),
            upgradeTransactions,
            l1Rpc,
            trustL1,
            l1CacheSize,
            blobs(crypto),
            engine,
            verifierConfirmations,
            Conductor.none(),
            peers,
            InstantSource.system(),
            new NodeMetrics(metrics),
            List.of(),
            new RpcServerMetrics(metrics, "node"));
    SequencerConfig sequencer =
        new SequencerConfig(
            sequencing,
            sequencerStopped,
            sequencerConfirmations,
            maxSafeLag,
            recover,
            sealingDuration.toMillis());
    NodeConfig settings =
        new NodeConfig(
            sequencer, finalityLookback, finalityDelay, UnsafePayloads.DEFAULT_MAX_BYTES);
    NodeServiceConfig config =
        new NodeServiceConfig(
            settings,
            l1PollInterval,
            l1LabelInterval,
            rpc.config(),
            rpc.admin(),
            LogOptions.methods(),
            adminState,
            "kopi",
            SAFE_HEADS,
            safeDb);
    try {
      return assembly.create(config, health);
    } catch (DecodeException | UncheckedIOException e) {
      throw new CommandFailed("--rpc.admin-state or --safedb.path: " + e.getMessage(), e);
    }
  }

  private RollupConfig rollup() {
    RollupFile file =
        InputFile.read(
            "--rollup.config",
            "a rollup.json",
            rollupConfig,
            content -> {
              JsonNode json = Json.parse(content);
              if (json instanceof ObjectNode object) {
                overrides.apply(object);
              }
              return RollupFile.read(json);
            });
    for (String key : file.unknownKeys()) {
      LOG.warn("--rollup.config: unknown key {} in {} has no effect", key, rollupConfig);
    }
    if (file.config().altDa() != null) {
      throw new CommandFailed(
          "--rollup.config: batches of this chain lie outside of L1 (alt_da in "
              + rollupConfig
              + "): Kopi cannot read them yet, and would derive another chain");
    }
    UnsupportedForks.warn(file.config());
    return file.config();
  }

  private JwtSecret secret() {
    try {
      return JwtSecret.read(jwtSecret);
    } catch (IOException | DecodeException e) {
      throw new CommandFailed(
          "--l2.jwt-secret: cannot read "
              + jwtSecret
              + ": "
              + e.getMessage()
              + "; give the file that the engine has as --authrpc.jwtsecret",
          e);
    }
  }

  /** The upgrade transactions; a chain that would stop at a fork to come is refused. */
  private UpgradeTransactions upgrades(RollupConfig rollup) {
    UpgradeTransactions transactions = upgrades.read();
    long now = InstantSource.system().instant().getEpochSecond();
    List<OpFork> past = new ArrayList<>();
    List<OpFork> coming = new ArrayList<>();
    for (OpFork fork : OpFork.values()) {
      Long at = rollup.op().activation(fork);
      if (at != null && at > rollup.genesisTimeSeconds()) {
        (at > now ? coming : past).add(fork);
      }
    }
    UpgradesOption.require(transactions, coming);
    List<OpFork> missing = UpgradesOption.missing(transactions, past);
    if (!missing.isEmpty()) {
      LOG.warn("{}, unless the engine is past that block", UpgradesOption.advice(missing));
    }
    return transactions;
  }

  private ChainSpec l1Spec() {
    return InputFile.read(
        "--rollup.l1-chain-config",
        "L1's genesis, or its config",
        l1ChainConfig,
        content -> {
          JsonNode json = Json.parse(content);
          return ChainConfigJson.readFile(
              json.path("config").isObject() ? json.get("config") : json);
        });
  }

  private BlobSource blobs(Crypto crypto) {
    URI node = beacon;
    if (node == null) {
      return (block, ids) -> {
        throw new TemporaryException("blobs are needed, and --l1.beacon is not set");
      };
    }
    List<URI> urls = new ArrayList<>();
    urls.add(node);
    urls.addAll(beaconFallbacks);
    Map<String, String> headers = Map.of();
    Map.Entry<String, String> header = beaconHeader;
    if (header != null) {
      headers = Map.ofEntries(header);
    }
    BeaconClient client =
        new BeaconClient(
            urls, headers, Duration.ofSeconds(20), slotSeconds == 0 ? null : slotSeconds, crypto);
    if (!beaconIgnore) {
      try {
        client.version();
      } catch (TemporaryException e) {
        throw new CommandFailed(
            "--l1.beacon: "
                + e.getMessage()
                + "; start the beacon node first, or set --l1.beacon.ignore",
            e);
      }
    }
    return client;
  }
}
