package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.options.TxOptions;
import dev.kopi.apps.cli.process.DirectoryLock;
import dev.kopi.apps.cli.roles.EndpointProbe;
import dev.kopi.apps.cli.roles.RunningRole;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.dispute.play.PlayRules;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.challenger.ChallengerConfig;
import dev.kopi.services.challenger.ChallengerMetrics;
import dev.kopi.services.challenger.ChallengerService;
import dev.kopi.services.challenger.EthDisputeChain;
import dev.kopi.services.challenger.trace.RightTraces;
import dev.kopi.services.challenger.trace.RollupNodes;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxManagerService;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kopi challenger}: the role, and commands for single games. */
@Command(
    name = "challenger",
    description = "Plays the dispute games of a chain for the truth (op-challenger's role).",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListGamesCommand.class,
      ListClaimsCommand.class,
      ListCreditsCommand.class,
      CreateGameCommand.class,
      MoveCommand.class,
      ResolveCommand.class,
      ResolveClaimCommand.class
    },
    defaultValueProvider = EnvironmentNames.Challenger.class,
    footer = {
      "",
      "Examples:",
      "  kopi challenger --l1-eth-rpc http://127.0.0.1:8545 --l1-beacon http://127.0.0.1:5052 \\",
      "    --rollup-rpc http://127.0.0.1:7545 --l2-eth-rpc http://127.0.0.1:9545 \\",
      "    --game-factory-address ADDRESS --datadir DIR --cannon-prestate FILE --private-key KEY",
      "",
      "Every option may also be set in the environment: --datadir as OP_CHALLENGER_DATADIR."
    })
public final class ChallengerCommand implements Callable<Integer> {
  @Option(
      names = "--l1-eth-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      description = "The RPC of an L1 node.")
  private @Nullable URI l1;

  @Option(
      names = "--l1-beacon",
      paramLabel = "URL",
      description = "The API of an L1 beacon node, for blobs that the program reads.")
  private @Nullable URI beacon;

  @Option(
      names = "--rollup-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      split = ",",
      description =
          "Rollup nodes that keep safe heads. When several are given they must agree, or nothing is"
              + " played.")
  private List<URI> rollupNodes = List.of();

  @Option(
      names = "--l2-eth-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      split = ",",
      description = "L2 execution nodes with state of old blocks and the namespace debug.")
  private List<URI> l2 = List.of();

  @Option(
      names = "--game-factory-address",
      paramLabel = "ADDRESS",
      description = "The DisputeGameFactory on L1.")
  private @Nullable Address factory;

  @Option(
      names = "--datadir",
      paramLabel = "DIR",
      description = "Where the files of runs of the VM are kept while a game is played.")
  private @Nullable Path datadir;

  @Option(
      names = {"--game-types", "--trace-type"},
      paramLabel = "TYPE",
      split = ",",
      converter = GameTypes.class,
      defaultValue = "cannon,cannon-kona",
      description =
          "The types of games to play: cannon, permissioned, cannon-kona, alphabet, fast.")
  private List<GameType> gameTypes;

  @Option(
      names = "--game-allowlist",
      paramLabel = "ADDRESS",
      split = ",",
      description = "The games to play; all when it is not set.")
  private List<Address> allowed = List.of();

  @Option(
      names = "--game-window",
      paramLabel = "DURATION",
      defaultValue = "672h",
      description = "How old a game may be to be played.")
  @Range(min = 1)
  private Duration gameWindow;

  @Option(
      names = "--http-poll-interval",
      paramLabel = "DURATION",
      defaultValue = "12s",
      description = "How often L1 is asked for its head.")
  @Range(min = 1)
  private Duration pollInterval;

  @Option(
      names = "--min-update-interval",
      paramLabel = "DURATION",
      defaultValue = "0s",
      description = "The least time between two looks at the games; 0 to look after each L1 block.")
  private Duration minUpdateInterval;

  @Option(
      names = "--max-concurrency",
      paramLabel = "COUNT",
      description =
          "How many games are worked on at the same time; as many as there are CPUs when it is not set.")
  @Range(min = 1, max = 1024)
  private @Nullable Integer maxConcurrency;

  @Option(
      names = "--max-pending-tx",
      paramLabel = "COUNT",
      defaultValue = "10",
      description = "How many transactions may be on their way; 0 for no limit.")
  @Range(max = 100_000)
  private int maxPending;

  @Option(
      names = "--selective-claim-resolution",
      description = "Resolve only claims that pay one of the own accounts.")
  private boolean selective;

  @Option(
      names = "--additional-bond-claimants",
      paramLabel = "ADDRESS",
      split = ",",
      description = "Accounts besides the own one whose bonds are claimed.")
  private List<Address> claimants = List.of();

  @Option(
      names = "--response-delay",
      paramLabel = "DURATION",
      defaultValue = "0s",
      description = "How old a claim must be before it is answered.")
  private Duration responseDelay;

  @Option(
      names = "--response-delay-after",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "After how many own claims in a game --response-delay begins.")
  @Range(max = Integer.MAX_VALUE)
  private int responseDelayAfter;

  @Mixin private VmOptions vm = new VmOptions();
  @Mixin private TxOptions transactions = new TxOptions();
  @Mixin private MetricsOptions metricsOptions = new MetricsOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    log.apply();
    URI l1Url = required("--l1-eth-rpc", l1);
    URI beaconUrl = required("--l1-beacon", beacon);
    Address games = required("--game-factory-address", factory);
    Path folder = required("--datadir", datadir);
    if (rollupNodes.isEmpty() || l2.isEmpty()) {
      required(rollupNodes.isEmpty() ? "--rollup-rpc" : "--l2-eth-rpc", null);
    }
    DirectoryLock.hold(folder, "kopi challenger");
    Crypto crypto = NativeCrypto.create();
    Signer signer = transactions.signer(crypto);
    RpcClient l1Rpc = RpcClients.open(l1Url, transactions.networkTimeout());
    EthClient l1Chain = new EthClient(l1Rpc::call);
    List<RollupClient> nodes =
        rollupNodes.stream()
            .map(url -> new RollupClient(RpcClients.open(url, transactions.networkTimeout())::call))
            .toList();
    RollupConfig rollup =
        EndpointProbe.ask("--rollup-rpc", rollupNodes.getFirst(), nodes.getFirst()::rollupConfig);
    EndpointProbe.requireChain("--l1-eth-rpc", l1Url, l1Chain, rollup.l1ChainId());
    EthClient l2Chain =
        new EthClient(RpcClients.open(l2.getFirst(), transactions.networkTimeout())::call);
    EndpointProbe.requireChain("--l2-eth-rpc", l2.getFirst(), l2Chain, rollup.l2ChainId());
    Metrics metrics = new Metrics("op_challenger");
    ChallengerMetrics listener = new ChallengerMetrics(metrics);
    RoleHealth health = new RoleHealth("challenger");
    TxManagerService sender =
        transactions.manager(l1Chain, rollup.l1ChainId(), signer, crypto, metrics, health);
    ChallengerService challenger =
        new ChallengerService(
            config(sender.address()),
            new EthDisputeChain(l1Rpc, games),
            new RightTraces(
                new RollupNodes(nodes, l1Chain, l2Chain),
                folder,
                rollup.l2ChainId(),
                vm.machines(types(), l1Url, beaconUrl, l2, folder, listener)),
            sender,
            listener,
            health,
            InstantSource.system());
    challenger.start();
    return new RunningRole().follow(health).await(metricsOptions, metrics, challenger::close);
  }

  private <T> T required(String option, @Nullable T value) {
    if (value == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '" + option + "'");
    }
    return value;
  }

  private Set<GameType> types() {
    for (GameType type : gameTypes) {
      if (type.trace() == GameType.Trace.NONE) {
        throw new WrongUsage("--game-types: games of type " + type.text() + " cannot be played");
      }
    }
    return Set.copyOf(gameTypes);
  }

  private ChallengerConfig config(Address account) {
    Set<Address> accounts = new HashSet<>(claimants);
    accounts.add(account);
    return new ChallengerConfig(
        types(),
        Set.copyOf(allowed),
        gameWindow,
        pollInterval,
        minUpdateInterval,
        maxConcurrency == null ? Runtime.getRuntime().availableProcessors() : maxConcurrency,
        maxPending,
        new PlayRules(accounts, selective, responseDelay.toSeconds(), responseDelayAfter));
  }
}
