package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.contracts.dispute.GameCalls;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.rules.BondCurve;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi challenger move}. */
@Command(
    name = "move",
    description = "Answers a claim with another, right or wrong. Its bond is sent along.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Challenger.class)
final class MoveCommand implements Callable<Integer> {
  @Option(
      names = "--game-address",
      paramLabel = "ADDRESS",
      required = true,
      description = "The game.")
  private Address game;

  @Option(names = "--attack", description = "Attack the claim.")
  private boolean attack;

  @Option(names = "--defend", description = "Defend the claim.")
  private boolean defend;

  @Option(
      names = "--parent-index",
      paramLabel = "INDEX",
      required = true,
      description = "The index of the claim that is answered.")
  @Range(max = Integer.MAX_VALUE)
  private int parent;

  @Option(
      names = "--claim",
      paramLabel = "HASH",
      required = true,
      description = "The value of the new claim.")
  private Hash value;

  @Mixin private L1Options l1 = new L1Options();
  @Mixin private SendOptions sender = new SendOptions();

  @Override
  public Integer call() {
    if (attack == defend) {
      throw new WrongUsage("set either --attack or --defend");
    }
    String head = l1.head();
    GameFacts facts = l1.facts(game, head);
    List<Claim> claims = new GameReader(l1.reader()).snapshot(game, head).claims();
    if (parent >= claims.size()) {
      throw new CommandFailed(
          "--parent-index: the game has " + claims.size() + " claims, the first is 0");
    }
    Claim answered = claims.get(parent);
    int maxDepth = facts.parameters().maxDepth();
    if (answered.depth() >= maxDepth) {
      throw new CommandFailed("--parent-index: a claim at depth " + maxDepth + " needs a step");
    }
    return sender.run(
        l1,
        game,
        BondCurve.of(maxDepth).at(answered.depth() + 1),
        GameCalls.move(attack, answered.value(), parent, value));
  }
}
