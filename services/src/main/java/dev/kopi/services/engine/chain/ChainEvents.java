package dev.kopi.services.engine.chain;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Publishes changes of the chain and of its pool to listeners. */
public final class ChainEvents {
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Receives changes on the thread that makes them: must be quick and must not call back. */
  public interface Listener {
    /** The head of the canonical chain changed. */
    default void onHead(HeadChange change) {}

    /** A transaction was added to the pool. */
    default void onPending(TransactionEnvelope transaction) {}
  }

  /**
   * How the canonical chain changed.
   *
   * @param removed blocks that are no longer canonical, the newest first
   * @param added blocks that became canonical, the oldest first; the last one is the head
   * @param head the new head
   */
  public record HeadChange(List<Hash> removed, List<Hash> added, Hash head) {
    /** Copies the lists. */
    public HeadChange {
      removed = List.copyOf(removed);
      added = List.copyOf(added);
    }
  }

  /** Subscribes a listener; the returned action unsubscribes it. */
  public Runnable subscribe(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Publishes a new head. */
  void head(HeadChange change) {
    listeners.forEach(listener -> listener.onHead(change));
  }

  /** Publishes a new transaction of the pool. */
  public void pending(TransactionEnvelope transaction) {
    listeners.forEach(listener -> listener.onPending(transaction));
  }
}
