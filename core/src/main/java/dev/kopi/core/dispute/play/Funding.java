package dev.kopi.core.dispute.play;

import dev.kopi.core.primitives.UInt256;

/** Which tasks an account can pay for. */
public final class Funding {
  private UInt256 left;

  /** With a balance in wei. */
  public Funding(UInt256 balance) {
    left = balance;
  }

  /** What a task deposits, in wei. */
  public static UInt256 deposit(GameTask task) {
    return task instanceof GameTask.Move move ? move.bond() : UInt256.ZERO;
  }

  /** Sets a task's deposit aside; false when not enough is left for it. */
  public boolean take(GameTask task) {
    UInt256 deposit = deposit(task);
    if (deposit.compareTo(left) > 0) {
      return false;
    }
    left = left.subtract(deposit);
    return true;
  }

  /** What is left, in wei. */
  public UInt256 left() {
    return left;
  }
}
