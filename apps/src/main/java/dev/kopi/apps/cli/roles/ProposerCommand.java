package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.HttpRpcClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcMethods;
import dev.kopi.adapters.rpc.RpcServer;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.proposer.ProposerConfig;
import dev.kopi.services.proposer.ProposerListener;
import dev.kopi.services.proposer.ProposerRpc;
import dev.kopi.services.proposer.ProposerService;
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
    defaultValueProvider = EnvironmentNames.Proposer.class)
public final class ProposerCommand implements Callable<Integer> {
  private static final int DEFAULT_RPC_PORT = 8560;

  @Option(names = "--l1-eth-rpc", paramLabel = "URL", required = true)
  private URI l1;

  @Option(names = "--rollup-rpc", paramLabel = "URL", required = true)
  private URI rollupNode;

  @Option(names = "--game-factory-address", paramLabel = "ADDRESS", required = true)
  private String factory;

  @Option(names = "--game-type", defaultValue = "0")
  private long gameType;

  @Option(names = "--proposal-interval", required = true, converter = Durations.class)
  private Duration proposalInterval;

  @Option(names = "--poll-interval", defaultValue = "12s", converter = Durations.class)
  private Duration pollInterval;

  @Option(names = "--allow-non-finalized", description = "Propose safe blocks, too.")
  private boolean allowNonFinalized;

  @Option(names = "--wait-node-sync")
  private boolean waitNodeSync;

  @Mixin private TxOptions transactions = new TxOptions();
  @Mixin private RpcOptions rpc = new RpcOptions();

  @Override
  public Integer call() {
    EthClient l1Client = new EthClient(new HttpRpcClient(l1, transactions.networkTimeout)::call);
    RollupClient node =
        new RollupClient(new HttpRpcClient(rollupNode, transactions.networkTimeout)::call);
    ProposerService proposer;
    try {
      proposer =
          new ProposerService(
              new ProposerConfig(
                  gameType, proposalInterval, pollInterval, allowNonFinalized, waitNodeSync, false),
              node.rollupConfig(),
              node,
              new DisputeGameFactory(l1Client, Address.fromHex(factory)),
              transactions.manager(l1Client, NativeCrypto.create()),
              InstantSource.system(),
              ProposerListener.NONE);
    } catch (RpcException | RpcTransportException | DecodeException e) {
      throw new CommandFailed("cannot start the proposer: " + e.getMessage(), e);
    }
    RpcMethods methods = rpc.admin ? ProposerRpc.methods(proposer) : new RpcMethods();
    RpcServer server = new RpcServer(rpc.config(DEFAULT_RPC_PORT), methods).start();
    proposer.start();
    return new RunningRole()
        .await(() -> {
          server.close();
          proposer.close();
        });
  }
}
