package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.adapters.telemetry.RpcServerMetrics;
import dev.kopi.apps.assembly.ExecutionNode;
import dev.kopi.apps.assembly.L1Node;
import dev.kopi.apps.assembly.OpenPort;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.options.PublicRpcOptions;
import dev.kopi.apps.cli.options.StoreFlags;
import dev.kopi.apps.cli.values.BindAddress;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.apps.cli.values.WholeSeconds;
import dev.kopi.apps.cli.values.WritableDirectory;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.StoreException;
import dev.kopi.services.engine.pool.PoolSettings;
import dev.kopi.services.l1.L1ClockConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi l1}. */
@Command(
    name = "l1",
    description =
        "Runs a development L1: an engine under L1's rules, a slot clock and a beacon API.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.L1.class,
    footer = {
      "",
      "Examples:",
      "  kopi l1 --genesis exports/l1-genesis.json --datadir ./l1",
      "  kopi l1 --datadir ./l1                              go on with the chain that is there",
      "  kopi l1 --genesis l1-genesis.json --slot-time 12s --http.port 0 --beacon.port 0",
      "",
      "Every option may also be set in the environment: --http.port as KOPI_L1_HTTP_PORT."
    })
public final class L1Command implements Callable<Integer> {
  @Option(
      names = "--datadir",
      paramLabel = "DIR",
      defaultValue = "kopi-l1",
      converter = WritableDirectory.class,
      description = "The directory of the chain and its blobs; created when it is not there.")
  private Path directory;

  @Option(
      names = {"--genesis", "--chain"},
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description = "l1-genesis.json; not needed after a first start.")
  private @Nullable Path genesis;

  @Option(
      names = "--slot-time",
      paramLabel = "DURATION",
      defaultValue = "2s",
      converter = WholeSeconds.class,
      description = "The time between blocks, in whole seconds.")
  @Range(min = 1_000)
  private Duration slotTime;

  @Option(
      names = "--safe-distance",
      paramLabel = "BLOCKS",
      defaultValue = "2",
      description = "How far the safe head trails the head.")
  @Range
  private int safeDistance;

  @Option(
      names = "--finalized-distance",
      paramLabel = "BLOCKS",
      defaultValue = "4",
      description = "How far the finalized head trails the head; at least --safe-distance.")
  @Range
  private int finalizedDistance;

  @Option(
      names = "--fee-recipient",
      paramLabel = "ADDRESS",
      defaultValue = "0x0000000000000000000000000000000000000000",
      description = "The account that receives the fees.")
  private Address feeRecipient;

  @Option(
      names = "--beacon.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      converter = BindAddress.class,
      description = "The address to serve the beacon API on; 0.0.0.0 for all addresses.")
  private String beaconHost;

  @Option(
      names = "--beacon.port",
      paramLabel = "PORT",
      defaultValue = "5052",
      description = "The port of the beacon API; 0 takes a free one.")
  @Range(max = 65_535)
  private int beaconPort;

  @Mixin private StoreFlags storeFlags = new StoreFlags();
  @Mixin private PublicRpcOptions rpc = new PublicRpcOptions();
  @Mixin private MetricsOptions metricsOptions = new MetricsOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    if (finalizedDistance < safeDistance) {
      throw new WrongUsage(
          "--finalized-distance is "
              + finalizedDistance
              + ": it must be at least --safe-distance, which is "
              + safeDistance);
    }
    List<OpenPort> ports = rpc.ports();
    log.apply();
    rpc.warnOfNamespaces();
    Metrics metrics = new Metrics("");
    ChainFolder folder = new ChainFolder(directory);
    ChainFolder.Start start = folder.start(genesis, "kopi l1");
    ExecutedBlock first = start.genesis().execute();
    ExecutionNode.Setup execution =
        new ExecutionNode.Setup(
            "l1",
            start.genesis().spec(),
            first,
            folder.chain(),
            storeFlags.options(),
            PoolSettings.journaled(
                PoolLimits.DEFAULT, directory.resolve(PoolSettings.JOURNAL_NAME)),
            ports,
            // The slot clock in this process is the only driver of the engine.
            new RpcServerConfig(
                "127.0.0.1", 0, folder.jwt(null), Set.of("localhost"), Set.of(), RpcLimits.ENGINE),
            null,
            List.of(),
            new RpcServerMetrics(metrics, "l1"));
    L1Node.Setup setup =
        new L1Node.Setup(
            execution,
            clock(first.block().header().timestampSeconds()),
            directory.resolve("blobs"),
            RpcServerConfig.open(beaconHost, beaconPort));
    L1Node l1;
    try {
      l1 = new L1Node(setup, NativeCrypto.create(), InstantSource.system());
      start.keep();
    } catch (StoreException e) {
      throw new CommandFailed(
          "--datadir: cannot open the chain in " + directory + ": " + e.getMessage(), e);
    }
    try {
      l1.start();
    } catch (IllegalStateException e) {
      l1.close();
      throw new CommandFailed(
          e.getMessage() + "; choose another --http.port or --beacon.port, or 0", e);
    }
    l1.execution().watch(metrics);
    return new RunningRole()
        .follow(l1.execution().health())
        .await(metricsOptions, metrics, l1::close);
  }

  private L1ClockConfig clock(long genesisTimeSeconds) {
    return new L1ClockConfig(
        genesisTimeSeconds, slotTime.toSeconds(), safeDistance, finalizedDistance, feeRecipient);
  }
}
