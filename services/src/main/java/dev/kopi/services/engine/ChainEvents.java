package dev.kopi.services.engine;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells whoever subscribed what changes in a chain and its pool. */
public final class ChainEvents {
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Is told of changes, on the thread that made them: it must be quick and must not ask back. */
  public interface Listener {
    /** The head of the canonical chain is another one. */
    default void onHead(HeadChange change) {}

    /** A transaction is new in the pool. */
    default void onPending(TransactionEnvelope transaction) {}
  }

  /**
   * How the canonical chain changed.
   *
   * @param removed blocks that are not canonical any more, the newest first
   * @param added blocks that are now, the oldest first; the last one is the head
   * @param head the new head
   */
  public record HeadChange(List<Hash> removed, List<Hash> added, Hash head) {
    /** Copies the lists. */
    public HeadChange {
      removed = List.copyOf(removed);
      added = List.copyOf(added);
    }
  }

  /** Begins to tell {@code listener}; what is returned ends it. */
  public Runnable subscribe(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Tells of a new head. */
  void head(HeadChange change) {
    listeners.forEach(listener -> listener.onHead(change));
  }

  /** Tells of a transaction that is new in the pool. */
  void pending(TransactionEnvelope transaction) {
    listeners.forEach(listener -> listener.onPending(transaction));
  }
}
