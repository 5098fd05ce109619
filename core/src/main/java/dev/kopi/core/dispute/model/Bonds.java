package dev.kopi.core.dispute.model;

import dev.kopi.core.dispute.rules.GameError;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the bonds of a game are: credit of the game's contract, and its withdrawals from
 * DelayedWETH.
 */
public final class Bonds {
  /** How credit is distributed, from 1.4.0 on. */
  public enum Mode {
    UNDECIDED,
    /** By the outcome of the game. */
    NORMAL,
    /** Everybody gets back what they deposited, since the game does not count. */
    REFUND
  }

  /**
   * A withdrawal from DelayedWETH.
   *
   * @param amount wei that are unlocked
   * @param timestampSeconds when the last of it was unlocked; 0 for never
   */
  public record Withdrawal(UInt256 amount, long timestampSeconds) {
    /** Nothing is unlocked. */
    public static final Withdrawal NONE = new Withdrawal(UInt256.ZERO, 0);
  }

  private final long delaySeconds;
  private final boolean twoPhases;
  private final Map<Address, UInt256> won = new HashMap<>();
  private final Map<Address, UInt256> deposited = new HashMap<>();
  private final Map<Address, Withdrawal> withdrawals = new HashMap<>();
  private final Map<Address, UInt256> paid = new HashMap<>();
  private final Set<Address> unlocked = new HashSet<>();
  private Mode mode = Mode.UNDECIDED;

  Bonds(long delaySeconds, boolean twoPhases) {
    this.delaySeconds = delaySeconds;
    this.twoPhases = twoPhases;
  }

  /** What the contract answers to {@code credit(address)}. */
  public UInt256 credit(Address recipient) {
    Map<Address, UInt256> credit = mode == Mode.REFUND ? deposited : won;
    return credit.getOrDefault(recipient, UInt256.ZERO);
  }

  /** The withdrawal of a recipient from DelayedWETH. */
  public Withdrawal withdrawal(Address recipient) {
    return withdrawals.getOrDefault(recipient, Withdrawal.NONE);
  }

  /** What a recipient was paid. */
  public UInt256 paid(Address recipient) {
    return paid.getOrDefault(recipient, UInt256.ZERO);
  }

  /** What an account deposited. */
  public UInt256 deposited(Address claimant) {
    return deposited.getOrDefault(claimant, UInt256.ZERO);
  }

  /** How credit is distributed. */
  public Mode mode() {
    return mode;
  }

  void decide(Mode decided) {
    mode = decided;
  }

  void deposit(Address claimant, UInt256 wei) {
    deposited.merge(claimant, wei, UInt256::add);
  }

  void distribute(Address recipient, UInt256 wei, long nowSeconds) {
    won.merge(recipient, wei, UInt256::add);
    if (!twoPhases) {
      unlock(recipient, wei, nowSeconds);
    }
  }

  private void unlock(Address recipient, UInt256 wei, long nowSeconds) {
    UInt256 before = withdrawal(recipient).amount();
    withdrawals.put(recipient, new Withdrawal(before.add(wei), nowSeconds));
  }

  @Nullable GameError claim(Address recipient, long nowSeconds, boolean paused) {
    UInt256 credit = credit(recipient);
    if (twoPhases && unlocked.add(recipient)) {
      unlock(recipient, credit, nowSeconds);
      return null;
    }
    if (credit.isZero()) {
      return GameError.NO_CREDIT_TO_CLAIM;
    }
    Withdrawal withdrawal = withdrawal(recipient);
    if (paused) {
      return GameError.WITHDRAWALS_PAUSED;
    }
    if (withdrawal.amount().compareTo(credit) < 0) {
      return GameError.WITHDRAWAL_TOO_LARGE;
    }
    if (withdrawal.timestampSeconds() == 0) {
      return GameError.WITHDRAWAL_NOT_UNLOCKED;
    }
    if (withdrawal.timestampSeconds() + delaySeconds > nowSeconds) {
      return GameError.WITHDRAWAL_DELAY_NOT_MET;
    }
    won.remove(recipient);
    if (twoPhases) {
      deposited.remove(recipient);
    }
    withdrawals.put(
        recipient,
        new Withdrawal(withdrawal.amount().subtract(credit), withdrawal.timestampSeconds()));
    paid.merge(recipient, credit, UInt256::add);
    return null;
  }
}
