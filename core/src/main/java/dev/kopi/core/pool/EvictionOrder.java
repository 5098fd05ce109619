package dev.kopi.core.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that give way when a part of the pool is full, in the order in which they do.
 * First the last transactions of accounts that hold more than a threshold, the largest account
 * first; then the cheapest last transactions of any account. Reads the pool, does not change it,
 * and is valid until it changes.
 */
final class EvictionOrder {
  private final EvictionIndex index;
  private final Predicate<SenderTransactions> eligible;
  private final long threshold;
  private final @Nullable PoolPrice below;
  private final Iterator<EvictionCandidate> largest;
  private final Iterator<EvictionCandidate> cheapest;
  private @Nullable EvictionCandidate nextLargest;
  private @Nullable EvictionCandidate nextCheapest;

  /** Accounts whose last transactions were taken, with the one before. */
  private final Set<SenderTransactions> begun = new HashSet<>();

  private final PriorityQueue<EvictionCandidate> begunLarge =
      new PriorityQueue<>(EvictionCandidate.LARGEST);
  private final PriorityQueue<EvictionCandidate> begunCheap =
      new PriorityQueue<>(EvictionCandidate.CHEAPEST);

  EvictionOrder(
      EvictionIndex index,
      Predicate<SenderTransactions> eligible,
      long threshold,
      @Nullable PoolPrice below) {
    this.index = index;
    this.eligible = eligible;
    this.threshold = threshold;
    this.below = below;
    this.largest = index.largest().iterator();
    this.cheapest = index.cheapest().iterator();
  }

  /** The transactions that give way until usage is within its bound, or null if it stays above. */
  @Nullable List<PoolTransaction> untilFits(PoolUsage usage, PoolUsage bound) {
    List<PoolTransaction> out = new ArrayList<>();
    PoolUsage left = usage;
    while (!left.fits(bound)) {
      PoolTransaction next = next();
      if (next == null) {
        return null;
      }
      out.add(next);
      left = left.minus(PoolUsage.of(next));
    }
    return out;
  }

  private @Nullable PoolTransaction next() {
    EvictionCandidate next = takeLarge();
    if (next == null) {
      next = takeCheap();
    }
    if (next == null) {
      return null;
    }
    begin(next);
    return next.last();
  }

  private @Nullable EvictionCandidate takeLarge() {
    nextLargest = fresh(nextLargest, largest);
    EvictionCandidate other = begunLarge.peek();
    if (nextLargest != null
        && nextLargest.weight() > threshold
        && (other == null || EvictionCandidate.LARGEST.compare(nextLargest, other) < 0)) {
      return nextLargest;
    }
    return begunLarge.poll();
  }

  private @Nullable EvictionCandidate takeCheap() {
    nextCheapest = fresh(nextCheapest, cheapest);
    EvictionCandidate other = begunCheap.peek();
    EvictionCandidate best =
        nextCheapest != null
                && (other == null || EvictionCandidate.CHEAPEST.compare(nextCheapest, other) < 0)
            ? nextCheapest
            : other;
    if (best == null || (below != null && best.price().compareTo(below) >= 0)) {
      return null;
    }
    if (best == other) {
      begunCheap.poll();
    }
    return best;
  }

  /** The first account of the index that may give way and has not begun to. */
  private @Nullable EvictionCandidate fresh(
      @Nullable EvictionCandidate current, Iterator<EvictionCandidate> more) {
    EvictionCandidate one = current;
    while (one == null || begun.contains(one.account()) || !eligible.test(one.account())) {
      if (!more.hasNext()) {
        return null;
      }
      one = more.next();
    }
    return one;
  }

  /** Makes the transaction before this one its account's candidate. */
  private void begin(EvictionCandidate taken) {
    EvictionPart part = index.part();
    SenderTransactions account = taken.account();
    begun.add(account);
    PoolTransaction before = part.before(account, taken.last());
    if (before != null) {
      EvictionCandidate next =
          new EvictionCandidate(
              account,
              before,
              part.price(account, before, index.baseFee()),
              taken.weight() - part.weight(taken.last()));
      (next.weight() > threshold ? begunLarge : begunCheap).add(next);
    }
  }
}
