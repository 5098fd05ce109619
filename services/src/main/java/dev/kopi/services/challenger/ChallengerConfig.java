package dev.kopi.services.challenger;

import dev.kopi.core.dispute.play.PlayRules;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.core.primitives.Address;
import java.time.Duration;
import java.util.Set;

/**
 * The configuration of a challenger.
 *
 * @param gameTypes the types of games that are played
 * @param allowed the games that are played; empty for all
 * @param gameWindow how old a game may be to be looked at
 * @param pollInterval how often L1's head is asked for
 * @param minUpdateInterval the least time between two looks at the games; zero for each block
 * @param maxConcurrency how many games are worked on at the same time
 * @param maxPendingTransactions how many transactions may be on their way; 0 for no limit
 * @param rules how games are played
 */
public record ChallengerConfig(
    Set<GameType> gameTypes,
    Set<Address> allowed,
    Duration gameWindow,
    Duration pollInterval,
    Duration minUpdateInterval,
    int maxConcurrency,
    int maxPendingTransactions,
    PlayRules rules) {
  /** Copies the sets. */
  public ChallengerConfig {
    gameTypes = Set.copyOf(gameTypes);
    allowed = Set.copyOf(allowed);
  }
}
