package dev.kopi.services.txmgr;

import dev.kopi.core.primitives.Address;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link TxManager}: each transaction is stepped by a thread of its own, so that a slow call
 * to L1 for one does not delay the others.
 */
public final class TxManagerService implements TxSender, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TxManagerService.class);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);
  private static final long CLOSE_POLL_MILLIS = 20;

  private final TxManager manager;
  private final RoleHealth health;
  private final InstantSource clock;
  private final Map<PendingTransaction, ServiceThread> threads = new ConcurrentHashMap<>();

  /**
   * Runs a manager.
   *
   * @param health the health of the role that sends
   */
  public TxManagerService(TxManager manager, RoleHealth health, InstantSource clock) {
    this.manager = manager;
    this.health = health;
    this.clock = clock;
  }

  @Override
  public Address address() {
    return manager.address();
  }

  @Override
  public Submission send(TxCandidate candidate, Runnable onEnd) {
    PendingTransaction transaction = manager.begin(candidate, onEnd);
    ServiceThread thread =
        ServiceThread.virtual("txmgr", now -> step(transaction, now), health, clock);
    threads.put(transaction, thread);
    transaction.onWake(thread::wake);
    thread.start();
    return transaction;
  }

  private long step(PendingTransaction transaction, long now) {
    long next = transaction.step(now);
    if (transaction.outcome() != null) {
      ServiceThread own = threads.remove(transaction);
      if (own != null) {
        own.stop(Duration.ZERO);
      }
    }
    return next;
  }

  /** How many transactions have no outcome. */
  public int pending() {
    return manager.pending();
  }

  /**
   * Gives up all transactions, waiting a few seconds for the calls to L1 that are under way.
   * Reports those that may still be included in L1.
   */
  @Override
  public void close() {
    var underWay = manager.all();
    manager.close();
    if (underWay.isEmpty()) {
      return;
    }
    LOG.info(
        "waiting up to {} s for L1 to answer about {} transactions: {}",
        CLOSE_DEADLINE.toSeconds(),
        underWay.size(),
        underWay);
    underWay.forEach(PendingTransaction::cancel);
    awaitNone();
    for (PendingTransaction transaction : underWay) {
      if (!(transaction.outcome() instanceof TxOutcome.Confirmed)
          && !transaction.mayBeIncluded().isEmpty()) {
        LOG.warn("abandoned, may still be included in L1: {}", transaction);
      }
    }
    for (ServiceThread unanswered : threads.values()) {
      unanswered.stop(Duration.ZERO);
    }
  }

  private void awaitNone() {
    long end = System.nanoTime() + CLOSE_DEADLINE.toNanos();
    try {
      while (manager.pending() > 0 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(CLOSE_POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int unanswered = manager.pending();
    if (unanswered > 0) {
      LOG.warn("L1 did not answer about {} transactions", unanswered);
    }
  }
}
