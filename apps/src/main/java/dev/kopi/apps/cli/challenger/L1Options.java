package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.contracts.dispute.BatchReader;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.core.primitives.Address;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds L1. */
final class L1Options {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Option(
      names = "--l1-eth-rpc",
      paramLabel = "URL",
      converter = RpcUrls.class,
      required = true,
      description = "The RPC of an L1 node.")
  private URI l1;

  private @Nullable RpcClient client;

  RpcClient rpc() {
    RpcClient open = client;
    if (open == null) {
      open = RpcClients.open(l1, TIMEOUT);
      client = open;
    }
    return open;
  }

  EthClient chain() {
    return new EthClient(rpc()::call);
  }

  BatchReader reader() {
    return new BatchReader(rpc());
  }

  /** The hash of the newest block, as a block parameter. */
  String head() {
    var header = chain().header(EthClient.LATEST);
    if (header == null) {
      throw new CommandFailed("--l1-eth-rpc: L1 has no head");
    }
    return BatchReader.at(header.hash());
  }

  /** What does not change in a game. */
  GameFacts facts(Address game, String block) {
    GameFacts facts = new GameReader(reader()).facts(game, block);
    if (facts == null) {
      throw new CommandFailed(
          "--game-address: " + game + " is not a dispute game of a version that Kopi knows");
    }
    return facts;
  }
}
