package dev.kopi.services.engine.chain;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * Hears of changes of the chain and of its pool, on the thread of {@link ChainEvents}. It shares
 * that thread with others, so it must not wait; it may read the chain.
 */
public interface ChainListener {
  /** The head of the canonical chain changed. The chain may have moved on since. */
  default void onHead(HeadChange change) {}

  /**
   * Changes of the head were missed: too many waited, or this listener failed on one. What the
   * listener holds of earlier blocks must be read anew. By default, the head is told as a block
   * that was added.
   *
   * @param head the head after the missed changes
   */
  default void onMissedHeads(Hash head) {
    onHead(new HeadChange(List.of(), List.of(head), head));
  }

  /** A transaction was added to the pool. Some are left out when too many wait. */
  default void onPending(TransactionEnvelope transaction) {}
}
