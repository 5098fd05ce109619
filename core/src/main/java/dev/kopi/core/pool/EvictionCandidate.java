package dev.kopi.core.pool;

import java.util.Comparator;

/**
 * An account's transaction that gives way before the account's others.
 *
 * @param account the account
 * @param last the transaction
 * @param price its price
 * @param weight how much the account's transactions count, up to this one
 */
record EvictionCandidate(
    SenderTransactions account, PoolTransaction last, PoolPrice price, long weight) {
  /** The lowest price first; among equal ones, the last to arrive. */
  static final Comparator<EvictionCandidate> CHEAPEST =
      Comparator.comparing(EvictionCandidate::price)
          .thenComparing(
              Comparator.comparingLong((EvictionCandidate one) -> one.last.arrival()).reversed());

  /** The largest account first, then the lowest price. */
  static final Comparator<EvictionCandidate> LARGEST =
      Comparator.comparingLong(EvictionCandidate::weight).reversed().thenComparing(CHEAPEST);
}
