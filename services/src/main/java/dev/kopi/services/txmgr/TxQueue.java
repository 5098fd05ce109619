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
   * Sends, once there is room.
   *
   * @throws InterruptedException while waiting for room
   */
  public void send(T id, TxCandidate candidate) throws InterruptedException {
    if (slots != null) {
      slots.acquire();
    }
    awaitFailures();
    CompletableFuture<MinedTransaction> future;
    try {
      future = manager.sendAsync(candidate);
    } catch (SendFailedException e) {
      release();
      results.failed(id, e);
      return;
    }
    synchronized (inFlight) {
      inFlight.add(future);
      // One before it may have failed meanwhile.
      if (failing) {
        future.cancel(false);
      }
    }
    future.whenComplete((mined, failure) -> onEnd(id, future, mined, failure));
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
