package dev.kopi.core.pool;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The accounts of a part of the pool, sorted by size and by price. */
final class EvictionIndex {
  private final EvictionPart part;
  private final Map<Address, EvictionCandidate> byAccount = new HashMap<>();
  private final TreeSet<EvictionCandidate> largest = new TreeSet<>(EvictionCandidate.LARGEST);
  private final TreeSet<EvictionCandidate> cheapest = new TreeSet<>(EvictionCandidate.CHEAPEST);
  private UInt256 baseFee = UInt256.ZERO;

  EvictionIndex(EvictionPart part) {
    this.part = part;
  }

  EvictionPart part() {
    return part;
  }

  UInt256 baseFee() {
    return baseFee;
  }

  /** The accounts, the largest first. */
  NavigableSet<EvictionCandidate> largest() {
    return Collections.unmodifiableNavigableSet(largest);
  }

  /** The accounts, the cheapest last transaction first. */
  NavigableSet<EvictionCandidate> cheapest() {
    return Collections.unmodifiableNavigableSet(cheapest);
  }

  /** An account's transactions changed. */
  void update(SenderTransactions account) {
    EvictionCandidate old = byAccount.remove(account.address());
    if (old != null) {
      largest.remove(old);
      cheapest.remove(old);
    }
    PoolTransaction last = part.last(account);
    if (last != null) {
      EvictionCandidate fresh =
          new EvictionCandidate(
              account, last, part.price(account, last, baseFee), part.weight(account));
      byAccount.put(account.address(), fresh);
      largest.add(fresh);
      cheapest.add(fresh);
    }
  }

  /** The base fee changed, and with it all prices. */
  void rebuild(Collection<SenderTransactions> accounts, UInt256 next) {
    byAccount.clear();
    largest.clear();
    cheapest.clear();
    baseFee = next;
    accounts.forEach(this::update);
  }

  /**
   * The order in which transactions give way.
   *
   * @param eligible the accounts whose transactions may
   * @param threshold what an account may hold before its transactions give way whatever they pay
   * @param below other transactions give way only if their price is below this; null for any price
   */
  EvictionOrder order(
      Predicate<SenderTransactions> eligible, long threshold, @Nullable PoolPrice below) {
    return new EvictionOrder(this, eligible, threshold, below);
  }
}
