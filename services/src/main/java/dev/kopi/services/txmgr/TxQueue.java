package dev.kopi.services.txmgr;

import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Sends several transactions at a time, in order. When one fails, those that were sent after it are
 * cancelled, and there is no room for new ones until all of them have ended. So the caller can send
 * their data again in order.
 *
 * <p>Owned by one thread.
 *
 * @param <T> the caller's ID of a transaction
 */
public final class TxQueue<T> {
  /** How a transaction ended. */
  public record Result<T>(T id, TxOutcome outcome) {}

  private static final class Sent<T> {
    final T id;
    final Submission submission;
    boolean cancelled;

    Sent(T id, Submission submission) {
      this.id = id;
      this.submission = submission;
    }

    void cancel() {
      cancelled = true;
      submission.cancel();
    }
  }

  private final TxSender sender;
  private final int maxPending;
  private final Runnable wake;
  private final List<Sent<T>> inFlight = new ArrayList<>();

  /**
   * An empty queue.
   *
   * @param maxPending the limit on transactions in flight; 0 for none
   * @param wake is called from any thread when there is a result to take
   */
  public TxQueue(TxSender sender, int maxPending, Runnable wake) {
    this.sender = sender;
    this.maxPending = maxPending;
    this.wake = wake;
  }

  /** Whether a transaction may be sent now. */
  public boolean hasRoom() {
    boolean full = maxPending > 0 && inFlight.size() >= maxPending;
    return !full && inFlight.stream().noneMatch(sent -> sent.cancelled);
  }

  /** Whether no transaction is in flight. */
  public boolean isEmpty() {
    return inFlight.isEmpty();
  }

  /**
   * Begins to send.
   *
   * @throws IllegalStateException when there is no room
   */
  public void send(T id, TxCandidate candidate) {
    if (!hasRoom()) {
      throw new IllegalStateException("there is no room for " + id);
    }
    inFlight.add(new Sent<>(id, sender.send(candidate, wake)));
  }

  /** Takes the results that are there, in the order of sending. */
  public List<Result<T>> takeResults() {
    List<Result<T>> results = new ArrayList<>();
    boolean failed = false;
    for (Iterator<Sent<T>> each = inFlight.iterator(); each.hasNext(); ) {
      Sent<T> sent = each.next();
      TxOutcome outcome = sent.submission.outcome();
      if (outcome != null) {
        each.remove();
        results.add(new Result<>(sent.id, outcome));
        failed |= outcome instanceof TxOutcome.Failed;
      } else if (failed && !sent.cancelled) {
        sent.cancel();
      }
    }
    return results;
  }

  /** Cancels all transactions in flight. */
  public void cancelAll() {
    inFlight.forEach(Sent::cancel);
  }

  /** The hashes of the transactions in flight that L1's pool has accepted. */
  public List<Hash> published() {
    return inFlight.stream().flatMap(sent -> sent.submission.published().stream()).toList();
  }
}
