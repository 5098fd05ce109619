package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.core.primitives.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi challenger list-games}. */
@Command(
    name = "list-games",
    description = "Lists the games of a factory, of all types.",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Challenger.class)
final class ListGamesCommand implements Callable<Integer> {
  @Option(
      names = "--game-factory-address",
      paramLabel = "ADDRESS",
      required = true,
      description = "The DisputeGameFactory on L1.")
  private Address factory;

  @Option(
      names = "--game-window",
      paramLabel = "DURATION",
      defaultValue = "672h",
      description = "How old a game may be to be listed.")
  private Duration window;

  @Mixin private L1Options l1 = new L1Options();
  @Mixin private OutputFormat format = new OutputFormat();

  @Override
  public Integer call() {
    String head = l1.head();
    long oldest = Instant.now().minus(window).getEpochSecond();
    List<GameList.Entry> games = new GameList(l1.reader(), factory).since(oldest, head);
    List<@Nullable GameStatus> statuses =
        new GameReader(l1.reader())
            .statuses(games.stream().map(GameList.Entry::address).toList(), head);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < games.size(); i++) {
      GameList.Entry game = games.get(i);
      GameType type = GameType.of(game.type());
      GameStatus status = statuses.get(i);
      rows.add(
          List.of(
              game.index(),
              game.address(),
              type == null ? Long.toString(game.type()) : type.text(),
              Instant.ofEpochSecond(game.createdSeconds()),
              status == null ? "unknown" : status.name().toLowerCase(java.util.Locale.ROOT)));
    }
    format.print(List.of("index", "game", "type", "created", "status"), rows);
    return 0;
  }
}
