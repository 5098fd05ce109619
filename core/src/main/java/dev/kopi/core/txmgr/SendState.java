package dev.kopi.core.txmgr;

import dev.kopi.core.primitives.Hash;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one nonce: how its transactions were received, and which of them are in
 * blocks. Decides when to raise the fees and when to give up.
 *
 * <p>Owned by one thread.
 */
public final class SendState {
  private final int abortAfterNonceTooLow;
  private final long poolDeadlineMillis;
  private final Set<Hash> mined = new HashSet<>();
  private int published;
  private int nonceTooLow;
  private boolean reserved;
  private boolean bump;

  /**
   * Nothing was sent yet.
   *
   * @param abortAfterNonceTooLow how many "nonce too low" errors are tolerated
   * @param poolDeadlineMillis when to give up if no pool has taken a transaction by then
   */
  public SendState(int abortAfterNonceTooLow, long poolDeadlineMillis) {
    this.abortAfterNonceTooLow = abortAfterNonceTooLow;
    this.poolDeadlineMillis = poolDeadlineMillis;
  }

  /** What to do after an attempt to publish. */
  public enum Next {
    /** A pool has it: wait for the receipt. */
    WAIT,
    /** Raise the fees and publish again at once. */
    BUMP_NOW,
    /** Publish again after a while. */
    RETRY
  }

  /** Why a nonce is given up. */
  public enum Abort {
    NONCE_TOO_LOW,
    NOT_TAKEN_BY_ANY_POOL,
    ALREADY_RESERVED
  }

  /** A pool took the transaction. */
  public Next accepted() {
    published++;
    bump = false;
    return Next.WAIT;
  }

  /** A node refused the transaction. */
  public Next refused(SendError error) {
    boolean alreadyBumping = bump;
    switch (error) {
      case ALREADY_KNOWN -> {
        return accepted();
      }
      case NONCE_TOO_LOW -> {
        nonceTooLow++;
        // After a success it says that one of our own transactions was included.
        return published > 0 ? Next.WAIT : Next.RETRY;
      }
      case ALREADY_RESERVED -> reserved = true;
      case REPLACEMENT_UNDERPRICED, UNDERPRICED -> {
        bump = true;
        return alreadyBumping ? Next.RETRY : Next.BUMP_NOW;
      }
      case NONCE_TOO_HIGH, INSUFFICIENT_FUNDS, OTHER -> {}
    }
    return Next.RETRY;
  }

  /** A transaction is in a block. */
  public void mined(Hash hash) {
    mined.add(hash);
  }

  /** A transaction is in no block (any more). */
  public void notMined(Hash hash) {
    if (mined.remove(hash) && mined.isEmpty()) {
      nonceTooLow = 0;
    }
  }

  /** Whether a transaction is in a block, so that nothing needs to be published. */
  public boolean isWaitingForConfirmations() {
    return !mined.isEmpty();
  }

  /** The fees are to be raised before the next attempt. */
  public void requestBump() {
    bump = true;
  }

  /** Whether the fees are to be raised before the next attempt. */
  public boolean needsBump() {
    return bump;
  }

  /** The reason to give up, or null to go on. */
  public @Nullable Abort abort(long nowMillis) {
    if (!mined.isEmpty()) {
      return null;
    }
    if (nonceTooLow >= abortAfterNonceTooLow || (published == 0 && nonceTooLow > 0)) {
      return Abort.NONCE_TOO_LOW;
    }
    if (published == 0 && nowMillis > poolDeadlineMillis) {
      return Abort.NOT_TAKEN_BY_ANY_POOL;
    }
    return reserved ? Abort.ALREADY_RESERVED : null;
  }

  /**
   * Whether a transaction in a block is deep enough. "When using 1 confirmation the transaction is
   * confirmed when the block is the tip."
   */
  public static boolean isConfirmed(long blockNumber, long tipNumber, long confirmations) {
    return blockNumber + confirmations <= tipNumber + 1;
  }
}
