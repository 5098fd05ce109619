package dev.kopi.core.pool;

import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that give way when a part of the pool is full, in the order in which they do.
 * First the last transactions of accounts that hold more than a threshold, the largest account
 * first; then the cheapest last transactions of any account. Reads the pool and does not change it.
 */
final class EvictionOrder {
  private final PriorityQueue<Candidate> largest =
      new PriorityQueue<>(
          Comparator.comparingLong((Candidate one) -> one.weight)
              .reversed()
              .thenComparing(EvictionOrder::byPrice));
  private final PriorityQueue<Candidate> cheapest = new PriorityQueue<>(EvictionOrder::byPrice);
  private final Part part;
  private final long threshold;
  private final @Nullable PoolPrice below;

  /** A part of the pool with limits of its own. */
  interface Part {
    /** An account's transactions in this part, the last one first. */
    Iterator<PoolTransaction> last(SenderTransactions account);

    /** How much a transaction counts when accounts are compared. */
    long weight(PoolTransaction one);

    /** How much an account's transactions count. */
    long weight(SenderTransactions account);

    /** The price of an account's last transaction, if those after {@code one} are gone. */
    PoolPrice price(SenderTransactions account, PoolTransaction one);
  }

  /** The executable part, where accounts are compared by their number of transactions. */
  record Executable(UInt256 baseFee) implements Part {
    @Override
    public Iterator<PoolTransaction> last(SenderTransactions account) {
      return account.executable().descendingMap().values().iterator();
    }

    @Override
    public long weight(PoolTransaction one) {
      return 1;
    }

    @Override
    public long weight(SenderTransactions account) {
      return account.executableUsage().transactions();
    }

    @Override
    public PoolPrice price(SenderTransactions account, PoolTransaction one) {
      return Objects.requireNonNull(account.floor(baseFee, one.nonce() + 1));
    }
  }

  /**
   * The gapped part, where accounts are compared by bytes. Each transaction counts for some more,
   * so that small ones count as well.
   */
  record Gapped(UInt256 baseFee, long bytesPerTransaction) implements Part {
    @Override
    public Iterator<PoolTransaction> last(SenderTransactions account) {
      return account.gapped().descendingMap().values().iterator();
    }

    @Override
    public long weight(PoolTransaction one) {
      return one.size() + bytesPerTransaction;
    }

    @Override
    public long weight(SenderTransactions account) {
      PoolUsage usage = account.gappedUsage();
      return usage.bytes() + usage.transactions() * bytesPerTransaction;
    }

    @Override
    public PoolPrice price(SenderTransactions account, PoolTransaction one) {
      return PoolPrice.of(one, baseFee);
    }
  }

  /** An account with the last of its transactions that has not given way yet. */
  private static final class Candidate {
    private final SenderTransactions account;
    private final Iterator<PoolTransaction> before;
    private final PoolTransaction last;
    private final PoolPrice price;
    private final long weight;

    Candidate(
        SenderTransactions account,
        Iterator<PoolTransaction> before,
        PoolTransaction last,
        PoolPrice price,
        long weight) {
      this.account = account;
      this.before = before;
      this.last = last;
      this.price = price;
      this.weight = weight;
    }
  }

  /**
   * An order.
   *
   * @param accounts the accounts whose transactions may give way
   * @param threshold what an account may hold before its transactions give way whatever they pay
   * @param below transactions give way only if their price is below this; null for any price
   */
  EvictionOrder(
      Collection<SenderTransactions> accounts,
      Part part,
      long threshold,
      @Nullable PoolPrice below) {
    this.part = part;
    this.threshold = threshold;
    this.below = below;
    for (SenderTransactions account : accounts) {
      Iterator<PoolTransaction> last = part.last(account);
      add(account, last, part.weight(account));
    }
  }

  private static int byPrice(Candidate one, Candidate other) {
    int order = one.price.compareTo(other.price);
    return order != 0 ? order : Long.compare(other.last.arrival(), one.last.arrival());
  }

  private void add(SenderTransactions account, Iterator<PoolTransaction> last, long weight) {
    if (!last.hasNext()) {
      return;
    }
    PoolTransaction one = last.next();
    PoolPrice price = part.price(account, one);
    if (weight > threshold) {
      largest.add(new Candidate(account, last, one, price, weight));
    } else if (below == null || price.compareTo(below) < 0) {
      cheapest.add(new Candidate(account, last, one, price, weight));
    }
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
    Candidate next = largest.isEmpty() ? cheapest.poll() : largest.poll();
    if (next == null) {
      return null;
    }
    add(next.account, next.before, next.weight - part.weight(next.last));
    return next.last;
  }
}
