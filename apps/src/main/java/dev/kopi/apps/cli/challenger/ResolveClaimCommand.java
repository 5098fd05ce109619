package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.contracts.dispute.GameCalls;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.dispute.play.ResolutionGas;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi challenger resolve-claim}. */
@Command(
    name = "resolve-claim",
    description = "Resolves a claim whose clock has run out, and whose answers are resolved.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Challenger.class)
final class ResolveClaimCommand implements Callable<Integer> {
  @Option(
      names = "--game-address",
      paramLabel = "ADDRESS",
      required = true,
      description = "The game.")
  private Address game;

  @Option(
      names = "--claim",
      paramLabel = "INDEX",
      required = true,
      description = "The index of the claim.")
  @Range(max = Integer.MAX_VALUE)
  private int claim;

  @Mixin private L1Options l1 = new L1Options();
  @Mixin private SendOptions sender = new SendOptions();

  @Override
  public Integer call() {
    return sender.run(
        l1, game, UInt256.ZERO, GameCalls.resolveClaim(claim, ResolutionGas.MAX_ANSWERS));
  }
}
