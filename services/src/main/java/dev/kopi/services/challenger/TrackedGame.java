package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameSnapshot.Glance;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.play.CreditClaim;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/** What the driver knows of a game. Owned by the driver's thread. */
final class TrackedGame {
  final GameFacts facts;

  /** As the game was last read; null before. */
  @Nullable Glance glance;

  /** Whether a look at it is due. */
  boolean turnDue = true;

  /** Whether a look is under way. */
  boolean inTurn;

  /** Looks only from this L1 block on: earlier ones do not show what was sent. */
  long fromBlock;

  /** When to look again although nothing was added. */
  long nextSeconds = Long.MAX_VALUE;

  /** Why it cannot be played now; null when it can. */
  @Nullable String problem;

  /** Whether its root claim is right; null when that is not known. */
  @Nullable Boolean agrees;

  UInt256 locked = UInt256.ZERO;

  /** What it owes to the own accounts. */
  UInt256 claimable = UInt256.ZERO;

  /** When its credits are read next, in seconds; {@link CreditClaim#NEVER} when all are paid. */
  long creditSeconds;

  TrackedGame(GameFacts facts) {
    this.facts = facts;
  }

  boolean isInProgress() {
    Glance seen = glance;
    return seen == null || seen.status() == GameStatus.IN_PROGRESS;
  }

  boolean isSettled() {
    return !isInProgress() && creditSeconds == CreditClaim.NEVER;
  }

  /** Takes what was read of it; answers whether it changed. */
  boolean see(Glance now) {
    boolean changed = !now.equals(glance);
    glance = now;
    return changed;
  }
}
