package dev.kopi.adapters.contracts.dispute;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.model.GameStatus;
import java.util.List;
import java.util.Set;

/**
 * A dispute game at one L1 block.
 *
 * @param status how it stands
 * @param resolvedSeconds when it was resolved; 0 while it is in progress
 * @param blockNumberChallenged whether the block number of the proposal was proven wrong
 * @param claims all claims, in the contract's order
 * @param resolved the claims whose subgames are resolved
 */
public record GameSnapshot(
    GameStatus status,
    long resolvedSeconds,
    boolean blockNumberChallenged,
    List<Claim> claims,
    Set<Integer> resolved) {
  /** Copies the collections. */
  public GameSnapshot {
    claims = List.copyOf(claims);
    resolved = Set.copyOf(resolved);
  }

  /**
   * The part of a game that tells whether it has changed.
   *
   * @param claims how many claims there are
   */
  public record Glance(
      GameStatus status, long resolvedSeconds, boolean blockNumberChallenged, int claims) {}
}
