package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameSnapshot.Glance;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.challenger.DisputeChain.Head;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The games that are young enough, and which of them are never played. Owned by one thread. */
final class GameBook {
  private static final Logger LOG = LoggerFactory.getLogger(GameBook.class);

  private final ChallengerConfig config;
  private final DisputeChain l1;
  private final GameTraces traces;
  private final Map<Address, TrackedGame> games = new LinkedHashMap<>();
  private final Map<Address, Refused> refused = new LinkedHashMap<>();
  private long known = -1;

  private record Refused(String reason, long createdSeconds) {}

  GameBook(ChallengerConfig config, DisputeChain l1, GameTraces traces) {
    this.config = config;
    this.l1 = l1;
    this.traces = traces;
  }

  /** The games that are played. */
  Collection<TrackedGame> all() {
    return games.values();
  }

  /** A game that is played; null when there is none. */
  @Nullable TrackedGame get(Address game) {
    return games.get(game);
  }

  /**
   * Takes up new games, and forgets old ones.
   *
   * @param reorged whether blocks were replaced that were read before
   */
  void update(Head at, boolean reorged) {
    long oldest = Math.max(0, at.seconds() - config.gameWindow().toSeconds());
    long count = l1.gameCount(at);
    List<GameList.Entry> listed =
        known < 0 || reorged || count < known
            ? l1.gamesSince(oldest, at)
            : l1.games(known, count, at);
    if (reorged) {
      // Games of blocks that are gone are gone as well.
      games.keySet().retainAll(listed.stream().map(GameList.Entry::address).toList());
    }
    List<GameList.Entry> fresh =
        listed.stream()
            .filter(game -> !games.containsKey(game.address()))
            .filter(game -> !refused.containsKey(game.address()))
            .filter(game -> config.allowed().isEmpty() || config.allowed().contains(game.address()))
            .toList();
    add(fresh, at);
    known = count;
    games
        .values()
        .removeIf(game -> {
          boolean old = game.facts.createdSeconds() < oldest;
          if (old) {
            traces.close(game.facts.address());
          }
          return old;
        });
    refused.values().removeIf(game -> game.createdSeconds() < oldest);
  }

  private void add(List<GameList.Entry> fresh, Head at) {
    List<GameList.Entry> playable = new ArrayList<>();
    for (GameList.Entry game : fresh) {
      GameType type = GameType.of(game.type());
      if (type == null
          || type.trace() == GameType.Trace.NONE
          || !config.gameTypes().contains(type)) {
        refuse(
            game,
            type == null
                ? "games of type " + game.type() + " are not known"
                : type.trace() == GameType.Trace.NONE
                    ? "games of type " + type.text() + " are not played by Kopi"
                    : "games of type " + type.text() + " are not among --game-types");
      } else {
        playable.add(game);
      }
    }
    List<@Nullable GameFacts> facts =
        l1.facts(playable.stream().map(GameList.Entry::address).toList(), at);
    for (int i = 0; i < playable.size(); i++) {
      GameFacts known = facts.get(i);
      if (known == null) {
        refuse(playable.get(i), "its contract is of a version that is not known");
      } else {
        games.put(known.address(), new TrackedGame(known));
      }
    }
  }

  private void refuse(GameList.Entry game, String reason) {
    refused.put(game.address(), new Refused(reason, game.createdSeconds()));
    LOG.warn("game {} is not played: {}", game.address(), reason);
  }

  /** A game turns out to be one that is never played. */
  void refuse(Address address, String reason) {
    TrackedGame game = games.remove(address);
    if (game != null) {
      refused.put(address, new Refused(reason, game.facts.createdSeconds()));
      LOG.error("game {} is not played: {}", address, reason);
    }
  }

  /** How the games stand. */
  ChallengerStatus status(Head at, UInt256 balance, String problem) {
    int inProgress = 0;
    int contested = 0;
    int defender = 0;
    int challenger = 0;
    UInt256 locked = UInt256.ZERO;
    UInt256 claimable = UInt256.ZERO;
    for (TrackedGame game : games.values()) {
      Glance glance = game.glance;
      switch (glance == null ? GameStatus.IN_PROGRESS : glance.status()) {
        case IN_PROGRESS -> {
          locked = locked.add(game.locked);
          if (Boolean.FALSE.equals(game.agrees)) {
            contested++;
          } else {
            inProgress++;
          }
        }
        case DEFENDER_WINS -> defender++;
        case CHALLENGER_WINS -> challenger++;
      }
      claimable = claimable.add(game.claimable);
    }
    Map<String, String> reasons = new TreeMap<>();
    refused.forEach((game, why) -> reasons.put(game.toHex(), why.reason()));
    return new ChallengerStatus(
        at.number(),
        inProgress,
        contested,
        defender,
        challenger,
        reasons,
        locked,
        claimable,
        balance,
        problem);
  }
}
