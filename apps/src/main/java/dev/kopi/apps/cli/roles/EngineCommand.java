package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.adapters.telemetry.RpcServerMetrics;
import dev.kopi.apps.assembly.ExecutionNode;
import dev.kopi.apps.assembly.OpenPort;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.logs.Logs;
import dev.kopi.apps.cli.options.CallLimitOptions;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.options.PublicRpcOptions;
import dev.kopi.apps.cli.options.StoreFlags;
import dev.kopi.apps.cli.options.TxPoolOptions;
import dev.kopi.apps.cli.values.BindAddress;
import dev.kopi.apps.cli.values.EtherDecimal;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.apps.cli.values.WritableDirectory;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.StoreException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kopi engine}. */
@Command(
    name = "engine",
    description = "Executes and builds blocks for a node (op-geth's role).",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Engine.class,
    footer = {
      "",
      "Examples, with the files that 'kopi devnet' exports:",
      "  kopi engine --datadir ./sequencer --genesis genesis.json --authrpc.jwtsecret jwt.hex",
      "  kopi engine --datadir ./sequencer            go on with the chain that is there",
      "  kopi engine ... --rollup.sequencerhttp URL   send transactions on to the sequencer",
      "  kopi engine init --datadir DIR genesis.json  write the first block only",
      "",
      "Every option may also be set in the environment: --http.port as GETH_HTTP_PORT."
    })
public final class EngineCommand implements Callable<Integer> {
  /** The states that go-ethereum keeps by default. */
  private static final long FULL_STATES = 90_000;

  // Not marked as required: it would then be so for 'init' as well, which has its own.
  @Option(
      names = "--datadir",
      paramLabel = "DIR",
      defaultValue = "kopi-engine",
      converter = WritableDirectory.class,
      description = "The directory of the chain; created when it is not there.")
  private Path directory;

  @Option(
      names = {"--genesis", "--chain"},
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description = "genesis.json; not needed after 'init' or a first start.")
  private @Nullable Path genesis;

  @Option(
      names = "--authrpc.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      converter = BindAddress.class,
      description = "The address to serve the Engine API on; 0.0.0.0 for all addresses.")
  private String authHost;

  @Option(
      names = "--authrpc.port",
      paramLabel = "PORT",
      defaultValue = "8551",
      description = "The port of the Engine API; 0 takes a free one.")
  @Range(max = 65_535)
  private int authPort;

  @Option(
      names = "--authrpc.vhosts",
      split = ",",
      paramLabel = "HOST",
      defaultValue = "localhost",
      description = "Host names that the node may use besides IP addresses; * for all.")
  private List<String> authHosts;

  @Option(
      names = "--authrpc.jwtsecret",
      paramLabel = "FILE",
      description =
          "The secret shared with the node, 32 bytes in hex; DIR/jwt.hex of --datadir when it is"
              + " not set. Created when it is not there.")
  private @Nullable Path jwtFile;

  @Option(
      names = {"--rollup.sequencerhttp", "--rollup.sequencer"},
      paramLabel = "URL",
      description = "The RPC of the sequencer's engine, which transactions are forwarded to.")
  private @Nullable URI sequencer;

  @Option(
      names = {"--rollup.txpool.enable-admission", "--rollup.enabletxpooladmission"},
      paramLabel = "true|false",
      arity = "0..1",
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Keep forwarded transactions in the pool of this engine for look-ups, until they are"
              + " included or too old.")
  private boolean keepForwarded;

  @Option(
      names = "--rpc.txfeecap",
      paramLabel = "ETHER",
      defaultValue = "1",
      converter = EtherDecimal.class,
      description = "The most that a transaction may pay for its gas, in ether; 0 for no limit.")
  private UInt256 txFeeCap;

  @Option(
      names = {"--rollup.sequencertxconditionalenabled", "--rollup.enable-tx-conditional"},
      description =
          "Serve eth_sendRawTransactionConditional, and include its transactions only in blocks that"
              + " meet their conditions.")
  private boolean conditional;

  @Option(
      names = "--rollup.sequencertxconditionalcostratelimit",
      paramLabel = "COUNT",
      defaultValue = "5000",
      description = "The look-ups of such conditions in a second.")
  @Range(min = 1, max = Integer.MAX_VALUE)
  private int conditionalCost;

  @Mixin private StoreFlags storeFlags = new StoreFlags();
  @Mixin private PublicRpcOptions rpc = new PublicRpcOptions();

  @Option(
      names = "--gcmode",
      paramLabel = "MODE",
      description =
          "full keeps the states of the newest 90,000 blocks, archive all of them; --history.state"
              + " decides when it is not set.")
  private @Nullable GcMode gcMode;

  @Option(
      names = "--networkid",
      paramLabel = "ID",
      description = "Must be the chain id, which net_version answers; the chain id when not set.")
  @Range(min = 1)
  private @Nullable Long networkId;

  @Option(
      names = "--verbosity",
      paramLabel = "NUMBER",
      description =
          "The log level: 0 crit, 1 error, 2 warn, 3 info, 4 debug, 5 trace; --log.level when it is"
              + " not set.")
  @Range(max = 5)
  private @Nullable Integer verbosity;

  @Mixin private TxPoolOptions pool = new TxPoolOptions();
  @Mixin private CallLimitOptions calls = new CallLimitOptions();
  @Mixin private MetricsOptions metricsOptions = new MetricsOptions();
  @Mixin private LogOptions log = new LogOptions();

  /** The values of --gcmode. */
  enum GcMode {
    FULL,
    ARCHIVE
  }

  @Override
  public Integer call() {
    StoreOptions storeOptions = storeOptions();
    List<OpenPort> ports = rpc.ports();
    log.apply();
    rpc.warnOfNamespaces();
    if (verbosity != null) {
      Logs.use(verbosity);
    }
    Metrics metrics = new Metrics("");
    ChainFolder folder = new ChainFolder(directory);
    ChainFolder.Start start = folder.start(genesis, "kopi engine");
    requireNetwork(start.genesis().spec());
    ExecutionNode.Setup setup =
        new ExecutionNode.Setup(
            "kopi",
            start.genesis().spec(),
            start.genesis().execute(),
            folder.chain(),
            storeOptions,
            pool.settings(directory, txFeeCap, keepForwarded),
            ports,
            new RpcServerConfig(
                authHost,
                authPort,
                folder.jwt(jwtFile),
                Set.copyOf(authHosts),
                Set.of(),
                RpcLimits.ENGINE),
            sequencer,
            List.of(),
            new RpcServerMetrics(metrics, "engine"),
            calls.limits(),
            conditional ? conditionalCost : 0);
    ExecutionNode engine;
    try {
      engine = new ExecutionNode(setup, NativeCrypto.create());
      start.keep();
    } catch (StoreException e) {
      throw new CommandFailed(
          "--datadir: cannot open the chain in " + directory + ": " + e.getMessage(), e);
    }
    try {
      engine.start();
    } catch (IllegalStateException e) {
      engine.close();
      throw new CommandFailed(
          e.getMessage() + "; choose another --http.port, --ws.port or --authrpc.port, or 0", e);
    }
    engine.watch(metrics);
    return new RunningRole().follow(engine.health()).await(metricsOptions, metrics, engine::close);
  }

  private StoreOptions storeOptions() {
    StoreOptions options = storeFlags.options();
    return switch (gcMode) {
      case null -> options;
      case FULL ->
          options.historyBlocks() > 0
              ? options
              : options.withHistory(FULL_STATES, options.chainHistoryBlocks());
      case ARCHIVE -> {
        if (options.historyBlocks() > 0) {
          throw new WrongUsage(
              "--gcmode archive keeps all states, but --history.state is "
                  + options.historyBlocks());
        }
        yield options;
      }
    };
  }

  private void requireNetwork(ChainSpec spec) {
    if (networkId != null && !spec.chainId().equals(UInt256.of(networkId))) {
      throw new WrongUsage(
          "--networkid is " + networkId + ": it must be the chain id, " + spec.chainId());
    }
  }

  /** {@code kopi engine init}. */
  @Command(
      name = "init",
      description = "Writes the first block of a chain.",
      mixinStandardHelpOptions = true)
  int init(
      @Option(
              names = "--datadir",
              paramLabel = "DIR",
              required = true,
              converter = WritableDirectory.class,
              description = "The directory of the chain; created when it is not there.")
          Path target,
      @Parameters(
              paramLabel = "GENESIS",
              converter = ReadableFile.class,
              description = "genesis.json.")
          Path file) {
    ChainFolder folder = new ChainFolder(target);
    ChainFolder.Start start = folder.start(file, "kopi engine init");
    Genesis first = start.genesis();
    try (ChainStore store =
        ChainStores.onDisk(folder.chain(), StoreOptions.DEFAULT, first.execute(), first.spec())) {
      start.keep();
      System.out.println("genesis " + store.canonicalHash(0));
      return 0;
    } catch (StoreException e) {
      throw new CommandFailed("cannot write the chain: " + e.getMessage(), e);
    }
  }
}
