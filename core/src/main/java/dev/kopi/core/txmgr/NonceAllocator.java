package dev.kopi.core.txmgr;

import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the nonces of one account. A nonce belongs to one transaction from {@link #take} until
 * that transaction is {@link #confirmed} or has {@link #failed}. It is never handed out twice at a
 * time.
 *
 * <p>The next nonce is counted up. After a failure it is the lowest free one from L1's nonce on, so
 * that the gap is filled.
 *
 * <p>Guarded by its owner.
 */
public final class NonceAllocator {
  private final TreeSet<Long> inUse = new TreeSet<>();
  private @Nullable Long next;
  private long version;

  /** Takes the next nonce; empty when L1's nonce must be {@link #read} first. */
  public OptionalLong take() {
    if (next == null) {
      return OptionalLong.empty();
    }
    long nonce = next;
    while (!inUse.add(nonce)) {
      nonce++;
    }
    next = nonce + 1;
    return OptionalLong.of(nonce);
  }

  /** Changes when a transaction ends. To be noted before L1's nonce is read. */
  public long version() {
    return version;
  }

  /**
   * L1's nonce was read. Ignored when a transaction has ended since: the nonce that it freed may be
   * used on L1 by now.
   *
   * @param l1Nonce the account's nonce in L1's newest block
   * @param versionBefore the {@link #version} before it was read
   */
  public void read(long l1Nonce, long versionBefore) {
    if (version == versionBefore && next == null) {
      next = l1Nonce;
    }
  }

  /** The transaction of a nonce is confirmed. */
  public void confirmed(long nonce) {
    release(nonce);
    if (next != null) {
      // After a failure the next nonce may be below those in use, which L1 now uses up.
      next = Math.max(next, nonce + 1);
    }
  }

  /** The transaction of a nonce is given up. The next nonce depends on L1. */
  public void failed(long nonce) {
    release(nonce);
    next = null;
  }

  private void release(long nonce) {
    if (!inUse.remove(nonce)) {
      throw new IllegalStateException("nonce " + nonce + " is not in use");
    }
    version++;
  }

  /** Whether a lower nonce is in use. */
  public boolean isAnyInUseBelow(long nonce) {
    return inUse.lower(nonce) != null;
  }
}
