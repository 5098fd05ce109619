package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.services.txmgr.SendFailedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sends several transactions at a time, in order. When one fails, all that are in flight are
 * cancelled and reported as failed before a new one is sent, so that the caller can resend them in
 * order.
 *
 * <p>{@link #send} is called by one thread; results come from others.
 *
 * @param <T> the caller's ID of a transaction
 */
public final class TxQueue<T> {
  /** Receives the results. */
  public interface Results<T> {
    /** The transaction is confirmed. */
    void confirmed(T id, MinedTransaction transaction);

    /** The transaction failed for good. */
    void failed(T id, SendFailedException failure);
  }

  private final TxManager manager;
  private final Results<T> results;
  private final @Nullable Semaphore slots;
  private final List<CompletableFuture<MinedTransaction>> inFlight = new ArrayList<>();
  private boolean failing;

  /** How many have failed, to detect failures since a reservation. */
  private long failures;

  /**
   * An empty queue.
   *
   * @param maxPending the limit on transactions in flight; 0 for none
   */
  public TxQueue(TxManager manager, int maxPending, Results<T> results) {
    this.manager = manager;
    this.results = results;
    this.slots = maxPending == 0 ? null : new Semaphore(maxPending);
  }

  /**
   * Waits for a free slot. Choose the transaction afterwards: transactions that failed meanwhile
   * must be resent first.
   *
   * @return the reservation for {@link #send(Object, TxCandidate, long)}; or call {@link #giveBack}
   * @throws InterruptedException while waiting
   */
  public long reserve() throws InterruptedException {
    if (slots != null) {
      slots.acquire();
    }
    awaitFailures();
    synchronized (inFlight) {
      return failures;
    }
  }

  /** Releases a reserved slot. */
  public void giveBack() {
    release();
  }

  /**
   * Sends, once there is a free slot.
   *
   * @throws InterruptedException while waiting for a slot
   */
  public void send(T id, TxCandidate candidate) throws InterruptedException {
    send(id, candidate, reserve());
  }

  /** Sends in the reserved slot, unless another transaction failed since. */
  public void send(T id, TxCandidate candidate, long reservation) {
    CompletableFuture<MinedTransaction> future;
    try {
      if (hasFailedSince(reservation)) {
        throw new SendFailedException(Reason.CANCELLED, "an earlier transaction failed");
      }
      future = manager.sendAsync(candidate);
    } catch (SendFailedException e) {
      release();
      results.failed(id, e);
      return;
    }
    synchronized (inFlight) {
      inFlight.add(future);
      // An earlier transaction may have failed meanwhile.
      if (failing || failures != reservation) {
        future.cancel(false);
      }
    }
    future.whenComplete((mined, failure) -> onEnd(id, future, mined, failure));
  }

  private boolean hasFailedSince(long reservation) {
    synchronized (inFlight) {
      return failures != reservation;
    }
  }

  private void onEnd(
      T id,
      CompletableFuture<MinedTransaction> future,
      @Nullable MinedTransaction mined,
      @Nullable Throwable failure) {
    List<CompletableFuture<MinedTransaction>> others = List.of();
    if (failure != null) {
      synchronized (inFlight) {
        failing = true;
        failures++;
        others = List.copyOf(inFlight);
      }
      for (CompletableFuture<MinedTransaction> other : others) {
        if (other != future) {
          other.cancel(false);
        }
      }
    }
    if (mined != null) {
      results.confirmed(id, mined);
    } else {
      results.failed(id, asFailure(failure));
    }
    synchronized (inFlight) {
      inFlight.remove(future);
      if (inFlight.isEmpty()) {
        failing = false;
      }
      inFlight.notifyAll();
    }
    release();
  }

  private static SendFailedException asFailure(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof SendFailedException known
        ? known
        : new SendFailedException(Reason.CANCELLED, "cancelled", cause);
  }

  private void awaitFailures() throws InterruptedException {
    synchronized (inFlight) {
      while (failing) {
        inFlight.wait();
      }
    }
  }

  /** Waits until no transaction is in flight. */
  public void await() throws InterruptedException {
    synchronized (inFlight) {
      while (!inFlight.isEmpty()) {
        inFlight.wait();
      }
    }
  }

  /** Cancels all transactions in flight. */
  public void cancelAll() {
    List<CompletableFuture<MinedTransaction>> all;
    synchronized (inFlight) {
      all = List.copyOf(inFlight);
    }
    all.forEach(future -> future.cancel(false));
  }

  private void release() {
    if (slots != null) {
      slots.release();
    }
  }
}
