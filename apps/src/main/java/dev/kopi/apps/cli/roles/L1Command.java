package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.adapters.telemetry.RpcServerMetrics;
import dev.kopi.apps.assembly.ExecutionNode;
import dev.kopi.apps.assembly.L1Node;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.Durations;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.options.PublicRpcOptions;
import dev.kopi.apps.cli.options.StoreFlags;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.StoreException;
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
      description = "Where the chain and its blobs are kept (${DEFAULT-VALUE}).")
  private Path directory;

  @Option(
      names = {"--genesis", "--chain"},
      paramLabel = "FILE",
      description = "l1-genesis.json; not needed after a first start.")
  private @Nullable Path genesis;

  @Option(
      names = "--slot-time",
      paramLabel = "DURATION",
      defaultValue = "2s",
      converter = Durations.class,
      description = "Time between blocks, in whole seconds (${DEFAULT-VALUE}).")
  private Duration slotTime;

  @Option(
      names = "--safe-distance",
      paramLabel = "BLOCKS",
      defaultValue = "2",
      description = "How far the safe head trails the head (${DEFAULT-VALUE}).")
  private int safeDistance;

  @Option(
      names = "--finalized-distance",
      paramLabel = "BLOCKS",
      defaultValue = "4",
      description = "How far the finalized head trails the head (${DEFAULT-VALUE}).")
  private int finalizedDistance;

  @Option(
      names = "--fee-recipient",
      paramLabel = "ADDRESS",
      defaultValue = "0x0000000000000000000000000000000000000000",
      description = "Who receives the fees (${DEFAULT-VALUE}).")
  private String feeRecipient;

  @Option(
      names = "--beacon.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where the beacon API is served (${DEFAULT-VALUE}).")
  private String beaconHost;

  @Option(
      names = "--beacon.port",
      paramLabel = "PORT",
      defaultValue = "5052",
      description = "The beacon API; 0 takes a free port (${DEFAULT-VALUE}).")
  private int beaconPort;

  @Mixin private StoreFlags storeFlags = new StoreFlags();
  @Mixin private PublicRpcOptions rpc = new PublicRpcOptions();
  @Mixin private MetricsOptions metricsOptions = new MetricsOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    log.apply();
    Metrics metrics = new Metrics("");
    ChainFolder folder = new ChainFolder(directory);
    ChainFolder.Start start = folder.start(genesis);
    ExecutedBlock first = start.genesis().execute();
    ExecutionNode.Setup execution =
        new ExecutionNode.Setup(
            "l1",
            start.genesis().spec(),
            first,
            folder.chain(),
            storeFlags.options(),
            rpc.ports(),
            rpc.namespaces(),
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
    if (slotTime.toMillis() % 1000 != 0 || slotTime.isZero()) {
      throw new CommandFailed("--slot-time is a number of whole seconds, such as 2s");
    }
    try {
      return new L1ClockConfig(
          genesisTimeSeconds,
          slotTime.toSeconds(),
          safeDistance,
          finalizedDistance,
          Address.fromHex(feeRecipient));
    } catch (DecodeException e) {
      throw new CommandFailed("--fee-recipient is not an address: " + feeRecipient, e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(
          "--safe-distance and --finalized-distance: " + e.getMessage() + "; try 2 and 4", e);
    }
  }
}
