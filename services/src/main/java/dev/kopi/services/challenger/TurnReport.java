package dev.kopi.services.challenger;

import dev.kopi.core.dispute.play.Turn;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a game came to.
 *
 * @param game the game
 * @param head the L1 block at which it was looked at
 * @param turn what is to be done; null when that cannot be told
 * @param problem why something cannot be told now; null when everything can
 * @param refusal why the game is never played; null when it is
 * @param agrees whether its root claim is right; null when that is not known
 * @param locked own bonds in it, in wei
 * @param millis how long it took
 */
public record TurnReport(
    Address game,
    DisputeChain.Head head,
    @Nullable Turn turn,
    @Nullable String problem,
    @Nullable String refusal,
    @Nullable Boolean agrees,
    UInt256 locked,
    long millis) {
  /** A look that failed for a reason that was not foreseen. */
  static TurnReport failed(Address game, DisputeChain.Head head) {
    return new TurnReport(
        game, head, null, "an error in Kopi: see its log", null, null, UInt256.ZERO, 0);
  }
}
