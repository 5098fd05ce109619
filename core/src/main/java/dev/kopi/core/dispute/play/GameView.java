package dev.kopi.core.dispute.play;

import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.rules.GameParameters;
import java.util.Set;

/**
 * A game at one L1 block.
 *
 * @param parameters depths and clocks
 * @param status how it stands
 * @param blockNumberChallenged whether the block number was proven wrong
 * @param tree its claims
 * @param resolved the claims that are resolved
 * @param nowSeconds the time of the L1 block
 */
public record GameView(
    GameParameters parameters,
    GameStatus status,
    boolean blockNumberChallenged,
    ClaimTree tree,
    Set<Integer> resolved,
    long nowSeconds) {
  /** Copies the set. */
  public GameView {
    resolved = Set.copyOf(resolved);
  }
}
