package dev.kopi.core.dispute.play;

import dev.kopi.core.primitives.UInt256;

/** When what a game owes to an account can be claimed. */
public final class CreditClaim {
  /** There is nothing to claim. */
  public static final long NEVER = Long.MAX_VALUE;

  private CreditClaim() {}

  /**
   * The time from which on a call of {@code claimCredit} gets on, in seconds.
   *
   * @param credit what the game owes, in wei
   * @param twoPhases whether a first call unlocks the credit, and a second pays it
   * @param unlocked whether it is unlocked
   * @param withdrawableSeconds when what is unlocked may be withdrawn
   */
  public static long dueSeconds(
      UInt256 credit, boolean twoPhases, boolean unlocked, long withdrawableSeconds) {
    if (credit.isZero()) {
      return NEVER;
    }
    return twoPhases && !unlocked ? 0 : withdrawableSeconds;
  }
}
