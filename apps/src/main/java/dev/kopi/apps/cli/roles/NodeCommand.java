package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.ChainConfigJson;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.RollupJson;
import dev.kopi.adapters.l1.BeaconClient;
import dev.kopi.adapters.rpc.HttpRpcClient;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.core.chain.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.BlobSource;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.Finality;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.node.Conductor;
import dev.kopi.services.node.Gossip;
import dev.kopi.services.node.NodeAssembly;
import dev.kopi.services.node.NodeConfig;
import dev.kopi.services.node.NodeListener;
import dev.kopi.services.node.NodeService;
import dev.kopi.services.node.NodeServiceConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code kopi node}. */
@Command(
    name = "node",
    description =
        "Derives a rollup from L1 and drives its engine, as sequencer if told so"
            + " (op-node's role).",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Node.class)
public final class NodeCommand implements Callable<Integer> {
  private static final int DEFAULT_RPC_PORT = 9545;
  private static final int SAFE_HEADS = 100_000;

  @Option(names = "--l1", paramLabel = "URL", defaultValue = "http://127.0.0.1:8545")
  private URI l1;

  @Option(names = "--l1.trustrpc", description = "Do not check L1's lists against their roots.")
  private boolean trustL1;

  @Option(names = "--l1.cache-size", defaultValue = "900")
  private int l1CacheSize;

  @Option(names = "--l1.http-poll-interval", defaultValue = "12s", converter = Durations.class)
  private Duration l1PollInterval;

  @Option(names = "--l1.epoch-poll-interval", defaultValue = "384s", converter = Durations.class)
  private Duration l1LabelInterval;

  @Option(names = "--l1.beacon", paramLabel = "URL")
  private @Nullable URI beacon;

  @Option(
      names = {"--l1.beacon-fallbacks", "--l1.beacon-archiver"},
      split = ",")
  private List<URI> beaconFallbacks = List.of();

  @Option(names = "--l1.beacon-header", paramLabel = "NAME: VALUE")
  private @Nullable String beaconHeader;

  @Option(names = "--l1.beacon.ignore", description = "Go on when the beacon node is not there.")
  private boolean beaconIgnore;

  @Option(names = "--l1.beacon.slot-duration-override", paramLabel = "SECONDS", defaultValue = "0")
  private long slotSeconds;

  @Option(names = "--l2", paramLabel = "URL", required = true, description = "The engine.")
  private URI l2;

  @Option(names = "--l2.jwt-secret", paramLabel = "FILE", required = true)
  private Path jwtSecret;

  @Option(names = "--l2.engine-rpc-timeout", defaultValue = "10s", converter = Durations.class)
  private Duration engineTimeout;

  @Option(names = "--rollup.config", paramLabel = "FILE", required = true)
  private Path rollupConfig;

  @Option(
      names = "--rollup.l1-chain-config",
      paramLabel = "FILE",
      required = true,
      description = "L1's genesis, or its config alone.")
  private Path l1ChainConfig;

  @Option(names = "--verifier.l1-confs", defaultValue = "0")
  private long verifierConfirmations;

  @Option(names = "--sequencer.enabled")
  private boolean sequencing;

  @Option(names = "--sequencer.stopped")
  private boolean sequencerStopped;

  @Option(names = "--sequencer.l1-confs", defaultValue = "4")
  private long sequencerConfirmations;

  @Option(names = "--sequencer.max-safe-lag", defaultValue = "0")
  private long maxSafeLag;

  @Option(names = "--sequencer.recover")
  private boolean recover;

  @Option(
      names = "--sequencer.sealing-duration",
      defaultValue = "50ms",
      converter = Durations.class)
  private Duration sealingDuration;

  @Option(names = "--finality.lookback")
  private int finalityLookback = Finality.LOOKBACK;

  @Option(names = "--finality.delay")
  private int finalityDelay = Finality.DELAY;

  @Option(
      names = "--upgrades",
      paramLabel = "PATH",
      description = "A zip or folder with the upgrade code of forks that does not come with Kopi.")
  private @Nullable Path upgrades;

  @Mixin private RpcOptions rpc = new RpcOptions();

  @Override
  public Integer call() {
    RunningRole running = new RunningRole();
    NodeService node;
    try {
      node = create(running);
    } catch (RpcException | RpcTransportException | TemporaryException | DecodeException e) {
      throw new CommandFailed("cannot start the node: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailed("cannot read a file: " + e.getMessage(), e);
    }
    node.start();
    return running.await(node::close);
  }

  private NodeService create(RunningRole running) throws IOException {
    Crypto crypto = NativeCrypto.create();
    RollupConfig rollup = RollupJson.read(Files.readAllBytes(rollupConfig));
    Path upgradeFiles = upgrades;
    HttpRpcClient l1Rpc = new HttpRpcClient(l1, Duration.ofSeconds(10));
    HttpRpcClient engine =
        new HttpRpcClient(
            l2, engineTimeout, JwtSecret.read(jwtSecret), Map.of(), InstantSource.system());
    requireChain("L1", new EthClient(l1Rpc::call), rollup.l1ChainId());
    requireChain("L2", new EthClient(engine::call), rollup.l2ChainId());
    NodeAssembly assembly =
        new NodeAssembly(
            rollup,
            l1Spec(),
            crypto,
            BrotliDictionary.load(),
            upgradeFiles == null ? UpgradeFiles.shipped() : UpgradeFiles.with(upgradeFiles),
            l1Rpc,
            trustL1,
            l1CacheSize,
            blobs(crypto),
            engine,
            verifierConfirmations,
            Conductor.none(),
            Gossip.NONE,
            InstantSource.system(),
            new NodeListener() {},
            List.of());
    NodeConfig.Sequencing sequencer =
        new NodeConfig.Sequencing(
            sequencing,
            sequencerStopped,
            sequencerConfirmations,
            maxSafeLag,
            recover,
            sealingDuration.toMillis());
    NodeConfig settings =
        new NodeConfig(
            sequencer, finalityLookback, finalityDelay, UnsafePayloads.DEFAULT_MAX_BYTES);
    return assembly.create(
        new NodeServiceConfig(
            settings,
            l1PollInterval,
            l1LabelInterval,
            rpc.config(DEFAULT_RPC_PORT),
            rpc.admin,
            "kopi",
            SAFE_HEADS),
        running::fail);
  }

  private static void requireChain(String name, EthClient chain, UInt256 expected) {
    UInt256 found = chain.chainId();
    if (!found.equals(expected)) {
      throw new CommandFailed(
          name + " has chain id " + found + ", the rollup configuration says " + expected);
    }
  }

  private ChainSpec l1Spec() throws IOException {
    JsonNode json = Json.parse(Files.readAllBytes(l1ChainConfig));
    return ChainConfigJson.read(json.path("config").isObject() ? json.get("config") : json);
  }

  private BlobSource blobs(Crypto crypto) {
    URI node = beacon;
    if (node == null) {
      if (!beaconIgnore) {
        throw new CommandFailed("--l1.beacon is needed to read blobs (or --l1.beacon.ignore)");
      }
      return (block, ids) -> {
        throw new TemporaryException("blobs are needed, and --l1.beacon is not set");
      };
    }
    List<URI> urls = new ArrayList<>();
    urls.add(node);
    urls.addAll(beaconFallbacks);
    Map<String, String> headers = Map.of();
    String header = beaconHeader;
    if (header != null) {
      int colon = header.indexOf(':');
      if (colon <= 0) {
        throw new CommandFailed("--l1.beacon-header is NAME: VALUE");
      }
      headers = Map.of(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    BeaconClient client =
        new BeaconClient(
            urls, headers, Duration.ofSeconds(20), slotSeconds == 0 ? null : slotSeconds, crypto);
    if (!beaconIgnore) {
      client.version();
    }
    return client;
  }
}
