package dev.kopi.services.challenger;

import dev.kopi.core.primitives.UInt256;
import java.util.Map;

/**
 * The games of a challenger at one moment.
 *
 * @param l1Block the L1 block up to which all games were looked at
 * @param inProgress games in progress whose root claims are right, or not known to be wrong
 * @param contested games in progress whose root claims are wrong
 * @param defenderWon games that confirmed the root claim
 * @param challengerWon games that refuted it
 * @param refused games that are never played, and why, by address
 * @param locked wei of own bonds in games that are in progress
 * @param claimable wei that games owe to own accounts
 * @param free wei in the sending account
 * @param problem what cannot be done now; empty when all is well
 */
public record ChallengerStatus(
    long l1Block,
    int inProgress,
    int contested,
    int defenderWon,
    int challengerWon,
    Map<String, String> refused,
    UInt256 locked,
    UInt256 claimable,
    UInt256 free,
    String problem) {
  /** Copies the map. */
  public ChallengerStatus {
    refused = Map.copyOf(refused);
  }
}
