package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.contracts.dispute.GameCalls;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi challenger resolve}. */
@Command(
    name = "resolve",
    description = "Resolves a game whose claims are resolved.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Challenger.class)
final class ResolveCommand implements Callable<Integer> {
  @Option(
      names = "--game-address",
      paramLabel = "ADDRESS",
      required = true,
      description = "The game.")
  private Address game;

  @Mixin private L1Options l1 = new L1Options();
  @Mixin private SendOptions sender = new SendOptions();

  @Override
  public Integer call() {
    int status = sender.run(l1, game, UInt256.ZERO, GameCalls.resolve());
    System.out.println(
        "status " + new GameReader(l1.reader()).statuses(List.of(game), l1.head()).getFirst());
    return status;
  }
}
