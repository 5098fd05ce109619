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
 * Sends several transactions at a time, in order. When one fails, all that are on their way are
 * cancelled and reported as failed before anything new is sent, so that what the caller sends again
 * keeps its order.
 *
 * <p>{@link #send} is called by one thread; results come from others.
 *
 * @param <T> names a transaction
 */
public final class TxQueue<T> {
  /** Takes results. */
  public interface Results<T> {
    /** The transaction is confirmed. */
    void confirmed(T id, MinedTransaction transaction);

    /** The transaction is given up. */
    void failed(T id, SendFailedException failure);
  }

  private final TxManager manager;
  private final Results<T> results;
  private final @Nullable Semaphore slots;
  private final List<CompletableFuture<MinedTransaction>> inFlight = new ArrayList<>();
  private boolean failing;

  /** How many have failed: tells whether one did while another was chosen and prepared. */
  private long failures;

  /**
   * Nothing is on its way.
   *
   * @param maxPending how many may be on their way; 0 for no limit
   */
  public TxQueue(TxManager manager, int maxPending, Results<T> results) {
    this.manager = manager;
    this.results = results;
    this.slots = maxPending == 0 ? null : new Semaphore(maxPending);
  }

  /**
   * Waits for room for a transaction. What is to be sent should be chosen after it: what was chosen
   * before may be out of order by now, since all that failed meanwhile must be sent again first.
   *
   * @return to be handed to {@link #send(Object, TxCandidate, long)}, or to {@link #giveBack}
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

  /** The room is not needed. */
  public void giveBack() {
    release();
  }

  /**
   * Sends, once there is room.
   *
   * @throws InterruptedException while waiting for room
   */
  public void send(T id, TxCandidate candidate) throws InterruptedException {
    send(id, candidate, reserve());
  }

  /** Sends in the room that was reserved, unless another one failed since. */
  public void send(T id, TxCandidate candidate, long reservation) {
    CompletableFuture<MinedTransaction> future;
    try {
      if (hasFailedSince(reservation)) {
        throw new SendFailedException(Reason.CANCELLED, "one before it failed");
      }
      future = manager.sendAsync(candidate);
    } catch (SendFailedException e) {
      release();
      results.failed(id, e);
      return;
    }
    synchronized (inFlight) {
      inFlight.add(future);
      // One before it may have failed meanwhile.
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

  /** Waits until nothing is on its way. */
  public void await() throws InterruptedException {
    synchronized (inFlight) {
      while (!inFlight.isEmpty()) {
        inFlight.wait();
      }
    }
  }

  /** Gives up everything that is on its way. */
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
