package dev.kopi.services.engine.pool;

import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * When the transactions of a replica's pool were forwarded to the sequencer. The sequencer may have
 * dropped one without including it, which the replica does not hear of. For any thread.
 */
final class ForwardedTransactions {
  private final int sweepAbove;
  private final Map<Hash, Long> sentMillis = new LinkedHashMap<>();

  /**
   * Knows none.
   *
   * @param pooled the most transactions in the pool
   */
  ForwardedTransactions(int pooled) {
    this.sweepAbove = 2 * pooled;
  }

  /**
   * A transaction was forwarded and added to the pool.
   *
   * @param pooled whether a transaction is in the pool, by its hash
   */
  synchronized void add(Hash transaction, long nowMillis, Predicate<Hash> pooled) {
    sentMillis.remove(transaction);
    sentMillis.put(transaction, nowMillis);
    if (sentMillis.size() > sweepAbove) {
      sentMillis.keySet().removeIf(hash -> !pooled.test(hash));
    }
  }

  /** Forgets and answers the transactions that were forwarded before a time. */
  synchronized List<Hash> takeBefore(long millis) {
    List<Hash> old = new ArrayList<>();
    Iterator<Map.Entry<Hash, Long>> all = sentMillis.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Hash, Long> next = all.next();
      if (next.getValue() >= millis) {
        break;
      }
      old.add(next.getKey());
      all.remove();
    }
    return old;
  }

  synchronized int size() {
    return sentMillis.size();
  }
}
