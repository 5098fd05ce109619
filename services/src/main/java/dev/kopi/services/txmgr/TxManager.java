package dev.kopi.services.txmgr;

import dev.kopi.adapters.telemetry.LogThrottle;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.NonceAllocator;
import dev.kopi.services.lifecycle.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one account: their nonces, which of them are pending, and how they ended. It
 * has no thread and no clock of its own: {@link #step} does what is due for all of them, as a
 * simulation needs it; {@link TxManagerService} gives each its own thread.
 *
 * <p>Nonces follow the order of {@link #send}. When a transaction fails, its nonce stays unused and
 * later ones cannot be included until another takes the nonce: see {@link TxQueue}.
 *
 * <p>The lock guards the bookkeeping. Nothing is called while it is held.
 */
public final class TxManager implements TxSender {
  private final TxBackend l1;
  private final UInt256 chainId;
  private final Signer signer;
  private final Crypto crypto;
  private final TxManagerConfig config;
  private final TxListener listener;

  private final LogThrottle problems = new LogThrottle();
  private final Object lock = new Object();
  private final NonceAllocator nonces = new NonceAllocator();
  private final Deque<PendingTransaction> withoutNonce = new ArrayDeque<>();
  private final Set<PendingTransaction> pending = new LinkedHashSet<>();
  private volatile boolean closed;

  /**
   * A manager for the account of a signer.
   *
   * @param chainId the chain ID of L1
   */
  public TxManager(
      TxBackend l1,
      UInt256 chainId,
      Signer signer,
      Crypto crypto,
      TxManagerConfig config,
      TxListener listener) {
    this.l1 = l1;
    this.chainId = chainId;
    this.signer = signer;
    this.crypto = crypto;
    this.config = config;
    this.listener = listener;
  }

  @Override
  public Address address() {
    return signer.address();
  }

  @Override
  public Submission send(TxCandidate candidate, Runnable onEnd) {
    return begin(candidate, onEnd);
  }

  /** A transaction that is to be stepped. */
  PendingTransaction begin(TxCandidate candidate, Runnable onEnd) {
    PendingTransaction transaction = new PendingTransaction(this, candidate, onEnd);
    synchronized (lock) {
      pending.add(transaction);
      withoutNonce.add(transaction);
    }
    return transaction;
  }

  /**
   * Does what is due for each transaction, in the order in which they were sent.
   *
   * @return when to call again at the latest, in milliseconds; {@link Work#NEVER} when none is
   *     pending
   */
  public long step(long nowMillis) {
    long next = Work.NEVER;
    for (PendingTransaction transaction : all()) {
      next = Math.min(next, transaction.step(nowMillis));
    }
    return next;
  }

  /** The transactions that have no outcome, in the order in which they were sent. */
  List<PendingTransaction> all() {
    synchronized (lock) {
      return new ArrayList<>(pending);
    }
  }

  /** How many transactions have no outcome. */
  public int pending() {
    synchronized (lock) {
      return pending.size();
    }
  }

  /** The next nonce; empty as long as a transaction that was sent earlier has none. */
  OptionalLong takeNonce(PendingTransaction transaction) {
    OptionalLong taken = OptionalLong.empty();
    PendingTransaction next = null;
    while (taken.isEmpty()) {
      long version;
      synchronized (lock) {
        if (withoutNonce.peek() != transaction) {
          return OptionalLong.empty();
        }
        taken = nonces.take();
        version = nonces.version();
        if (taken.isPresent()) {
          withoutNonce.remove();
          next = withoutNonce.peek();
        }
      }
      if (taken.isEmpty()) {
        long latest = l1.nonce(address());
        synchronized (lock) {
          nonces.read(latest, version);
        }
      }
    }
    wake(next);
    return taken;
  }

  /** Whether a transaction with a lower nonce is pending. */
  boolean hasPendingBefore(long nonce) {
    synchronized (lock) {
      return nonces.isAnyInUseBelow(nonce);
    }
  }

  /** A transaction has ended: nothing of it runs any more. Called at the end of its last step. */
  void end(PendingTransaction transaction, TxOutcome outcome) {
    PendingTransaction next;
    synchronized (lock) {
      Long nonce = transaction.nonce();
      if (nonce != null) {
        switch (outcome) {
          case TxOutcome.Confirmed _ -> nonces.confirmed(nonce);
          case TxOutcome.Failed _ -> nonces.failed(nonce);
        }
      }
      pending.remove(transaction);
      withoutNonce.remove(transaction);
      next = withoutNonce.peek();
    }
    transaction.ended(outcome);
    wake(next);
  }

  private static void wake(@Nullable PendingTransaction transaction) {
    if (transaction != null) {
      transaction.wake();
    }
  }

  /** Gives up all transactions that are not in a block, and refuses new ones. */
  public void close() {
    closed = true;
    all().forEach(PendingTransaction::wake);
  }

  /** Whether a problem has not just been logged, for this or another transaction. */
  boolean isNews(String problem) {
    return problems.shouldLog(problem);
  }

  boolean isClosed() {
    return closed;
  }

  TxBackend l1() {
    return l1;
  }

  UInt256 chainId() {
    return chainId;
  }

  Signer signer() {
    return signer;
  }

  Crypto crypto() {
    return crypto;
  }

  TxManagerConfig config() {
    return config;
  }

  TxListener listener() {
    return listener;
  }
}
