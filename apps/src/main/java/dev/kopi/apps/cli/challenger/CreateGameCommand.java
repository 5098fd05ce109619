package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi challenger create-game}. */
@Command(
    name = "create-game",
    description = "Proposes an output root. The bond of the type is sent along.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Challenger.class)
final class CreateGameCommand implements Callable<Integer> {
  @Option(
      names = "--game-factory-address",
      paramLabel = "ADDRESS",
      required = true,
      description = "The DisputeGameFactory on L1.")
  private Address factory;

  @Option(
      names = {"--game-type", "--trace-type"},
      paramLabel = "TYPE",
      converter = GameTypes.class,
      defaultValue = "cannon",
      description = "The type of the game.")
  private GameType type;

  @Option(
      names = "--output-root",
      paramLabel = "HASH",
      required = true,
      description = "The proposed output root.")
  private Hash root;

  @Option(
      names = "--l2-block-num",
      paramLabel = "NUMBER",
      required = true,
      description = "The L2 block that it belongs to.")
  @Range
  private long block;

  @Mixin private L1Options l1 = new L1Options();
  @Mixin private SendOptions sender = new SendOptions();

  @Override
  public Integer call() {
    GameList games = new GameList(l1.reader(), factory);
    String head = l1.head();
    Bytes extra = DisputeGameFactory.extraData(block);
    Address before = games.game(type.number(), root, extra, head);
    if (before != null) {
      throw new CommandFailed("this proposal is the game " + before + " already");
    }
    sender.send(
        l1,
        factory,
        games.initBond(type.number(), head),
        DisputeGameFactory.create(type.number(), root, extra));
    System.out.println("game " + games.game(type.number(), root, extra, l1.head()));
    return 0;
  }
}
