package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.adapters.telemetry.RpcServerMetrics;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.options.MetricsOptions;
import dev.kopi.apps.cli.options.RpcOptions;
import dev.kopi.apps.cli.options.TxOptions;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.proposer.FactoryGames;
import dev.kopi.services.proposer.ProposerConfig;
import dev.kopi.services.proposer.ProposerMetrics;
import dev.kopi.services.proposer.ProposerPorts;
import dev.kopi.services.proposer.ProposerRpc;
import dev.kopi.services.proposer.ProposerService;
import dev.kopi.services.proposer.RollupOutputs;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxManagerService;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi proposer}. */
@Command(
    name = "proposer",
    description = "Proposes the output roots of L2 on L1 (op-proposer's role).",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Proposer.class,
    footer = {
      "",
      "Examples:",
      "  kopi proposer --l1-eth-rpc http://127.0.0.1:8545 --rollup-rpc http://127.0.0.1:7545 \\",
      "    --game-factory-address ADDRESS --proposal-interval 1h --private-key KEY",
      "  kopi proposer ... --allow-non-finalized --poll-interval 1s       on a development chain",
      "",
      "Every option may also be set in the environment: --private-key as OP_PROPOSER_PRIVATE_KEY."
    })
public final class ProposerCommand implements Callable<Integer> {
  private static final int DEFAULT_RPC_PORT = 8560;

  @Option(
      names = "--l1-eth-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of an L1 node.")
  private URI l1;

  @Option(
      names = "--rollup-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of a rollup node, for the output roots.")
  private URI rollupNode;

  @Option(
      names = "--game-factory-address",
      paramLabel = "ADDRESS",
      required = true,
      description = "The DisputeGameFactory on L1.")
  private Address factory;

  @Option(
      names = "--game-type",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "The type of the games to create.")
  @Range(max = 0xffff_ffffL)
  private long gameType;

  @Option(
      names = "--proposal-interval",
      paramLabel = "DURATION",
      required = true,
      description = "The time between two proposals.")
  @Range(min = 1)
  private Duration proposalInterval;

  @Option(
      names = "--poll-interval",
      paramLabel = "DURATION",
      defaultValue = "12s",
      description = "How often to look whether a proposal is due.")
  @Range(min = 1)
  private Duration pollInterval;

  @Option(
      names = "--allow-non-finalized",
      description = "Propose safe blocks too, not only finalized ones.")
  private boolean allowNonFinalized;

  @Option(
      names = "--wait-node-sync",
      description =
          "Wait until the node has derived the newest L1 block before the first proposal.")
  private boolean waitNodeSync;

  @Mixin private TxOptions transactions = new TxOptions();
  @Mixin private RpcOptions rpc = new RpcOptions(DEFAULT_RPC_PORT);
  @Mixin private MetricsOptions metricsOptions = new MetricsOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    log.apply();
    Crypto crypto = NativeCrypto.create();
    Signer signer = transactions.signer(crypto);
    EthClient l1Chain = new EthClient(RpcClients.open(l1, transactions.networkTimeout())::call);
    RollupClient node =
        new RollupClient(RpcClients.open(rollupNode, transactions.networkTimeout())::call);
    RollupConfig rollup = EndpointProbe.ask("--rollup-rpc", rollupNode, node::rollupConfig);
    UnsupportedForks.warn(rollup);
    EndpointProbe.requireChain("--l1-eth-rpc", l1, l1Chain, rollup.l1ChainId());
    Metrics metrics = new Metrics("op_proposer_default");
    RoleHealth health = new RoleHealth("proposer");
    TxManagerService sender =
        transactions.manager(l1Chain, rollup.l1ChainId(), signer, crypto, metrics, health);
    ProposerService proposer =
        new ProposerService(
            new ProposerConfig(
                gameType, proposalInterval, pollInterval, allowNonFinalized, waitNodeSync, false),
            rollup,
            new ProposerPorts(
                new RollupOutputs(node),
                new FactoryGames(l1Chain, new DisputeGameFactory(l1Chain, factory), gameType),
                l1Chain::blockNumber,
                sender),
            sender,
            new ProposerMetrics(metrics),
            health,
            InstantSource.system());
    RpcServer server =
        rpc.start(
            rpc.admin()
                ? ProposerRpc.methods(proposer).addAll(LogOptions.methods())
                : new RpcMethods(),
            new RpcServerMetrics(metrics, "proposer"),
            health);
    proposer.start();
    return new RunningRole()
        .follow(health)
        .await(
            metricsOptions,
            metrics,
            () -> {
              server.close();
              proposer.close();
            });
  }
}
