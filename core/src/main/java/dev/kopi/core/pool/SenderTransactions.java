package dev.kopi.core.pool;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One sender's transactions by nonce. Those without a gap from the state nonce are executable, the
 * others are gapped.
 */
final class SenderTransactions {
  private final Address address;
  private final TreeMap<Long, PoolTransaction> executable = new TreeMap<>(Long::compareUnsigned);
  private final TreeMap<Long, PoolTransaction> gapped = new TreeMap<>(Long::compareUnsigned);
  private long stateNonce;
  private PoolUsage executableUsage = PoolUsage.NONE;
  private PoolUsage gappedUsage = PoolUsage.NONE;
  private BigInteger cost = BigInteger.ZERO;
  private long activeMillis;
  private long executableVersion;

  /** The lowest price among the executable transactions at {@link #floorBaseFee}, or null. */
  private @Nullable PoolPrice floor;

  private UInt256 floorBaseFee = UInt256.ZERO;

  SenderTransactions(Address address, long stateNonce) {
    this.address = address;
    this.stateNonce = stateNonce;
  }

  Address address() {
    return address;
  }

  long stateNonce() {
    return stateNonce;
  }

  /** The maximum cost of all transactions, in wei. */
  BigInteger cost() {
    return cost;
  }

  PoolUsage executableUsage() {
    return executableUsage;
  }

  PoolUsage gappedUsage() {
    return gappedUsage;
  }

  /** Changes whenever the executable transactions change. */
  long executableVersion() {
    return executableVersion;
  }

  boolean isEmpty() {
    return executable.isEmpty() && gapped.isEmpty();
  }

  boolean holdsBlobs() {
    return executableUsage.blobs() + gappedUsage.blobs() > 0;
  }

  /** The number of transactions. */
  int size() {
    return executable.size() + gapped.size();
  }

  @Nullable PoolTransaction get(long nonce) {
    PoolTransaction one = executable.get(nonce);
    return one != null ? one : gapped.get(nonce);
  }

  /** The executable transactions by nonce. */
  NavigableMap<Long, PoolTransaction> executable() {
    return Collections.unmodifiableNavigableMap(executable);
  }

  /** The gapped transactions by nonce. */
  NavigableMap<Long, PoolTransaction> gapped() {
    return Collections.unmodifiableNavigableMap(gapped);
  }

  List<PoolTransaction> all() {
    List<PoolTransaction> out = new ArrayList<>(executable.values());
    out.addAll(gapped.values());
    return out;
  }

  /** The first nonce from the state nonce on that is missing. */
  long nextNonce() {
    return stateNonce + executable.size();
  }

  /** The gapped transactions that one with the next nonce would make executable. */
  List<PoolTransaction> behindNextNonce() {
    List<PoolTransaction> out = new ArrayList<>();
    long nonce = nextNonce() + 1;
    for (PoolTransaction one = gapped.get(nonce); one != null; one = gapped.get(nonce)) {
      out.add(one);
      nonce++;
    }
    return out;
  }

  /**
   * Adds a transaction.
   *
   * @param replaced the transaction that has its nonce, or null
   * @return the transactions that became executable
   */
  List<PoolTransaction> put(PoolTransaction one, @Nullable PoolTransaction replaced) {
    cost = cost.add(one.cost().toBigInteger());
    if (replaced != null && executable.containsKey(one.nonce())) {
      take(replaced);
      executable.put(one.nonce(), one);
      executableUsage = executableUsage.plus(PoolUsage.of(one));
      return List.of(one);
    }
    if (replaced != null) {
      take(replaced);
    }
    gapped.put(one.nonce(), one);
    gappedUsage = gappedUsage.plus(PoolUsage.of(one));
    return sort();
  }

  /** Removes a transaction. */
  void remove(PoolTransaction one) {
    take(one);
    sort();
  }

  /** Sets the state nonce and removes transactions, among them all below that nonce. */
  void reset(long nonce, Collection<PoolTransaction> gone) {
    stateNonce = nonce;
    gone.forEach(this::take);
    sort();
  }

  private void take(PoolTransaction one) {
    if (executable.remove(one.nonce(), one)) {
      executableUsage = executableUsage.minus(PoolUsage.of(one));
      executableVersion++;
      floor = null;
    } else if (gapped.remove(one.nonce(), one)) {
      gappedUsage = gappedUsage.minus(PoolUsage.of(one));
    } else {
      throw new IllegalStateException("not a transaction of this sender");
    }
    cost = cost.subtract(one.cost().toBigInteger());
  }

  /** Moves transactions to where they belong; returns those that became executable. */
  private List<PoolTransaction> sort() {
    boolean unbroken =
        executable.isEmpty()
            || (executable.firstKey() == stateNonce
                && executable.lastKey() == stateNonce + executable.size() - 1);
    if (!unbroken) {
      floor = null;
      long next = stateNonce;
      while (executable.containsKey(next)) {
        next++;
      }
      for (PoolTransaction one : List.copyOf(executable.tailMap(next, true).values())) {
        move(one, executable, gapped);
      }
    }
    List<PoolTransaction> promoted = new ArrayList<>();
    for (PoolTransaction one = gapped.get(nextNonce());
        one != null;
        one = gapped.get(nextNonce())) {
      move(one, gapped, executable);
      promoted.add(one);
      if (floor != null) {
        floor = PoolPrice.min(floor, PoolPrice.of(one, floorBaseFee));
      }
    }
    return promoted;
  }

  private void move(
      PoolTransaction one, TreeMap<Long, PoolTransaction> from, TreeMap<Long, PoolTransaction> to) {
    executableVersion++;
    from.remove(one.nonce());
    to.put(one.nonce(), one);
    PoolUsage usage = PoolUsage.of(one);
    boolean promoted = to == executable;
    executableUsage = promoted ? executableUsage.plus(usage) : executableUsage.minus(usage);
    gappedUsage = promoted ? gappedUsage.minus(usage) : gappedUsage.plus(usage);
  }

  /** When the sender last got an executable transaction, or its first gapped one. */
  long activeMillis() {
    return activeMillis;
  }

  void setActive(long nowMillis) {
    activeMillis = nowMillis;
  }

  /**
   * The lowest price of the executable transactions up to a nonce: no later one is in a block
   * before it. Null when there are none.
   */
  @Nullable PoolPrice floor(UInt256 baseFee, long beforeNonce) {
    if (Long.compareUnsigned(beforeNonce, nextNonce()) < 0) {
      return lowest(executable.headMap(beforeNonce, false).values(), baseFee);
    }
    if (floor == null || !floorBaseFee.equals(baseFee)) {
      floor = lowest(executable.values(), baseFee);
      floorBaseFee = baseFee;
    }
    return floor;
  }

  private static @Nullable PoolPrice lowest(Iterable<PoolTransaction> some, UInt256 baseFee) {
    PoolPrice lowest = null;
    for (PoolTransaction one : some) {
      PoolPrice price = PoolPrice.of(one, baseFee);
      lowest = lowest == null ? price : PoolPrice.min(lowest, price);
    }
    return lowest;
  }
}
