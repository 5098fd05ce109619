package dev.kopi.services.engine.pool;

import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Hash;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The conditions of pooled transactions. For any thread. */
final class TransactionConditions {
  private static final int SWEEP_ABOVE = 1024;

  private final Map<Hash, TransactionCondition> byTransaction = new HashMap<>();
  private int sweepAbove = SWEEP_ABOVE;

  /**
   * A transaction was added to the pool.
   *
   * @param condition its condition, or null
   * @param pooled whether a transaction is in the pool, by its hash
   */
  synchronized void added(
      Hash transaction, @Nullable TransactionCondition condition, Predicate<Hash> pooled) {
    if (condition == null) {
      byTransaction.remove(transaction);
      return;
    }
    byTransaction.put(transaction, condition);
    if (byTransaction.size() > sweepAbove) {
      byTransaction.keySet().removeIf(hash -> !pooled.test(hash));
      sweepAbove = Math.max(SWEEP_ABOVE, 2 * byTransaction.size());
    }
  }

  /** The condition of a transaction, or null. */
  synchronized @Nullable TransactionCondition of(Hash transaction) {
    return byTransaction.get(transaction);
  }

  synchronized int size() {
    return byTransaction.size();
  }
}
