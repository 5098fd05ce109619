package dev.kopi.adapters.contracts.dispute;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * The money of one account in a dispute game.
 *
 * @param account the recipient
 * @param credit what the game owes it, in wei
 * @param unlocked whether its credit was unlocked; only of games that pay in two phases
 * @param withdrawal what DelayedWETH has unlocked for it, in wei
 * @param withdrawalSeconds when that was unlocked last; 0 for never
 * @param delaySeconds how long DelayedWETH holds it back from then on
 * @param mode how bonds are paid; null of games that pay in one phase
 */
public record GameCredits(
    Address account,
    UInt256 credit,
    boolean unlocked,
    UInt256 withdrawal,
    long withdrawalSeconds,
    long delaySeconds,
    @Nullable Mode mode) {
  /** How the bonds of a game are paid, in the contract's order. */
  public enum Mode {
    /** Not decided before the game is closed. */
    UNDECIDED,
    /** To the winners. */
    NORMAL,
    /** Back to who deposited them. */
    REFUND
  }

  /** When what is unlocked can be withdrawn, in seconds; {@link Long#MAX_VALUE} for not at all. */
  public long withdrawableSeconds() {
    return withdrawal.isZero() ? Long.MAX_VALUE : withdrawalSeconds + delaySeconds;
  }
}
