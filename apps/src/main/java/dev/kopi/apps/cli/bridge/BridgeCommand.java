package dev.kopi.apps.cli.bridge;

import dev.kopi.apps.bridge.Bridge;
import dev.kopi.apps.cli.values.EtherAmount;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi bridge}: one method for each subcommand. */
@Command(
    name = "bridge",
    description = "Moves ether and ERC-20 tokens between L1 and L2.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "A withdrawal takes three steps: withdraw on L2, prove and finalize on L1. It is known by the"
          + " transaction of the first:",
      "  kopi bridge withdraw --l1 URL --l2 URL --private-key KEY --amount 1ether",
      "  kopi bridge prove --l1 URL --l2 URL --private-key KEY --tx HASH",
      "  kopi bridge finalize --l1 URL --l2 URL --private-key KEY --tx HASH",
    })
public final class BridgeCommand {
  /** For picocli. */
  public BridgeCommand() {}

  @Command(
      name = "deposit",
      description = "Sends ether or tokens from L1 to L2 and waits until they are there.",
      mixinStandardHelpOptions = true)
  int deposit(
      @Mixin BridgeOptions options,
      @Option(
              names = "--amount",
              paramLabel = "AMOUNT",
              required = true,
              converter = EtherAmount.class,
              description = BridgeOptions.AMOUNT)
          UInt256 amount,
      @Option(
              names = "--token",
              paramLabel = "ADDRESS",
              description = "The token on L1; without, ether.")
          @Nullable Address token,
      @Option(
              names = "--to",
              paramLabel = "ADDRESS",
              description = "The account that receives it; without, the sender.")
          @Nullable Address to) {
    return options.run((connection, steps) -> {
      Bridge bridge = new Bridge(connection.l1(), connection.l2(), options.waiting(), steps);
      Address recipient = to == null ? connection.l1Wallet().address() : to;
      if (token == null) {
        bridge.depositEther(connection.l1Wallet(), recipient, amount);
      } else {
        bridge.depositToken(connection.l1Wallet(), connection.l2Wallet(), token, recipient, amount);
      }
    });
  }

  @Command(
      name = "withdraw",
      description = "Begins a withdrawal of ether or tokens on L2.",
      mixinStandardHelpOptions = true)
  int withdraw(
      @Mixin BridgeOptions options,
      @Option(
              names = "--amount",
              paramLabel = "AMOUNT",
              required = true,
              converter = EtherAmount.class,
              description = BridgeOptions.AMOUNT)
          UInt256 amount,
      @Option(
              names = "--token",
              paramLabel = "ADDRESS",
              description = "The token on L1 or L2; without, ether.")
          @Nullable Address token,
      @Option(
              names = "--to",
              paramLabel = "ADDRESS",
              description = "The account that receives it; without, the sender.")
          @Nullable Address to) {
    return options.run((connection, steps) ->
        new Bridge(connection.l1(), connection.l2(), options.waiting(), steps)
            .withdraw(
                connection.l2Wallet(),
                token,
                to == null ? connection.l2Wallet().address() : to,
                amount));
  }

  @Command(
      name = "prove",
      description =
          "Proves a withdrawal on L1, as soon as a proposal covers it. Warns of proposals that"
              + " differ from the node of --l2, and does not use them.",
      mixinStandardHelpOptions = true)
  int prove(
      @Mixin BridgeOptions options,
      @Option(
              names = "--tx",
              paramLabel = "HASH",
              required = true,
              description = "The transaction on L2 that began the withdrawal.")
          Hash tx) {
    return options.run((connection, steps) ->
        options.withdrawals(connection, steps).prove(connection.l1Wallet(), tx));
  }

  @Command(
      name = "finalize",
      description =
          "Executes a proven withdrawal on L1, as soon as that is possible; resolves the dispute"
              + " game if it is not resolved yet.",
      mixinStandardHelpOptions = true)
  int finish(
      @Mixin BridgeOptions options,
      @Option(
              names = "--tx",
              paramLabel = "HASH",
              required = true,
              description = "The transaction on L2 that began the withdrawal.")
          Hash tx) {
    return options.run((connection, steps) ->
        options.withdrawals(connection, steps).finish(connection.l1Wallet(), tx));
  }

  @Command(
      name = "status",
      description = "Tells how far a withdrawal is.",
      mixinStandardHelpOptions = true)
  int status(
      @Mixin BridgeOptions options,
      @Option(
              names = "--tx",
              paramLabel = "HASH",
              required = true,
              description = "The transaction on L2 that began the withdrawal.")
          Hash tx) {
    return options.run((connection, steps) -> options.withdrawals(connection, steps).tell(tx));
  }
}
