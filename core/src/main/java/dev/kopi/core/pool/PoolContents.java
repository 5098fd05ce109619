package dev.kopi.core.pool;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The content of a pool and its admission rules. A sender's transactions are kept by nonce; those
 * without a gap from the sender's state nonce are executable, the others are gapped. Not
 * thread-safe.
 */
public final class PoolContents {
  private final PoolLimits limits;
  private final Map<Address, Sender> senders = new HashMap<>();
  private final Map<Hash, PoolTransaction> byHash = new HashMap<>();
  private long bytes;

  /** One sender's transactions by nonce. */
  private static final class Sender {
    private final TreeMap<Long, PoolTransaction> byNonce = new TreeMap<>(Long::compareUnsigned);
    private long stateNonce;

    /** The first nonce that is missing. */
    long nextNonce() {
      long next = stateNonce;
      while (byNonce.containsKey(next)) {
        next++;
      }
      return next;
    }

    int gapped() {
      return byNonce.tailMap(nextNonce()).size();
    }
  }

  /** An empty pool. */
  public PoolContents(PoolLimits limits) {
    this.limits = limits;
  }

  /**
   * Adds a transaction. It replaces one with the same nonce when it pays the price bump; in a full
   * pool the cheapest transactions are evicted.
   *
   * @param stateNonce the sender's nonce in the state
   * @param balance the sender's balance in the state
   * @return why it is refused, or null when it was added
   */
  public @Nullable PoolRefusal add(PoolTransaction transaction, long stateNonce, UInt256 balance) {
    Hash hash = transaction.envelope().hash();
    if (byHash.containsKey(hash)) {
      return PoolRefusal.ALREADY_KNOWN;
    }
    if (Long.compareUnsigned(transaction.nonce(), stateNonce) < 0) {
      return PoolRefusal.NONCE_TOO_LOW;
    }
    updateSender(transaction.sender(), stateNonce, balance);
    Sender sender = senders.get(transaction.sender());
    PoolTransaction replaced = sender == null ? null : sender.byNonce.get(transaction.nonce());
    PoolRefusal refusal = check(transaction, sender, replaced, stateNonce, balance);
    if (refusal != null) {
      return refusal;
    }
    if (replaced != null) {
      remove(replaced);
    }
    if (!makeRoom(transaction)) {
      return PoolRefusal.POOL_FULL;
    }
    Sender home = senders.computeIfAbsent(transaction.sender(), address -> new Sender());
    home.stateNonce = stateNonce;
    home.byNonce.put(transaction.nonce(), transaction);
    byHash.put(hash, transaction);
    bytes += transaction.envelope().encoded().size();
    return null;
  }

  private @Nullable PoolRefusal check(
      PoolTransaction transaction,
      @Nullable Sender sender,
      @Nullable PoolTransaction replaced,
      long stateNonce,
      UInt256 balance) {
    if (replaced != null && !paysMore(transaction.transaction(), replaced.transaction())) {
      return PoolRefusal.REPLACEMENT_UNDERPRICED;
    }
    UInt256 spent = transaction.cost();
    if (sender != null) {
      boolean blob = isBlob(transaction);
      for (PoolTransaction other : sender.byNonce.values()) {
        if (other != replaced) {
          if (isBlob(other) != blob) {
            return PoolRefusal.OTHER_KIND_PENDING;
          }
          spent = spent.addOverflows(other.cost()) ? UInt256.MAX : spent.add(other.cost());
        }
      }
    }
    if (spent.compareTo(balance) > 0) {
      return PoolRefusal.INSUFFICIENT_FUNDS;
    }
    if (replaced == null && sender != null && sender.byNonce.size() >= limits.perSender()) {
      return PoolRefusal.SENDER_FULL;
    }
    long next = sender == null ? stateNonce : sender.nextNonce();
    boolean gapped = Long.compareUnsigned(transaction.nonce(), next) > 0;
    int gappedNow = sender == null ? 0 : sender.gapped();
    return replaced == null && gapped && gappedNow >= limits.gappedPerSender()
        ? PoolRefusal.TOO_MANY_GAPPED
        : null;
  }

  private static boolean isBlob(PoolTransaction transaction) {
    return transaction.transaction().type() == TransactionType.BLOB;
  }

  /** Whether every price is above the old one by the bump. */
  private boolean paysMore(Transaction fresh, Transaction old) {
    boolean blob = old.type() == TransactionType.BLOB;
    int bump = blob ? limits.blobPriceBumpPercent() : limits.priceBumpPercent();
    return bumped(fresh.maxFeePerGas(), old.maxFeePerGas(), bump)
        && bumped(fresh.maxPriorityFeePerGas(), old.maxPriorityFeePerGas(), bump)
        && (!blob || bumped(fresh.maxFeePerBlobGas(), old.maxFeePerBlobGas(), bump));
  }

  private static boolean bumped(UInt256 fresh, UInt256 old, int percent) {
    BigInteger least =
        old.toBigInteger()
            .multiply(BigInteger.valueOf(100L + percent))
            .divide(BigInteger.valueOf(100));
    return fresh.compareTo(old) > 0 && fresh.toBigInteger().compareTo(least) >= 0;
  }

  /** Evicts the cheapest of the senders' last transactions until the new one fits. */
  private boolean makeRoom(PoolTransaction incoming) {
    int size = incoming.envelope().encoded().size();
    while (byHash.size() >= limits.transactions() || bytes + size > limits.bytes()) {
      PoolTransaction cheapest = cheapestLast();
      boolean worse =
          cheapest != null
              && cheapest
                      .transaction()
                      .maxPriorityFeePerGas()
                      .compareTo(incoming.transaction().maxPriorityFeePerGas())
                  < 0;
      if (cheapest == null || !worse || cheapest.sender().equals(incoming.sender())) {
        return false;
      }
      remove(cheapest);
    }
    return true;
  }

  private @Nullable PoolTransaction cheapestLast() {
    PoolTransaction cheapest = null;
    for (Sender sender : senders.values()) {
      PoolTransaction last = sender.byNonce.lastEntry().getValue();
      if (cheapest == null
          || last.transaction()
                  .maxPriorityFeePerGas()
                  .compareTo(cheapest.transaction().maxPriorityFeePerGas())
              < 0) {
        cheapest = last;
      }
    }
    return cheapest;
  }

  /**
   * Removes transactions whose nonce is below the state nonce, and those that the sender can no
   * longer pay.
   */
  public void updateSender(Address address, long stateNonce, UInt256 balance) {
    Sender sender = senders.get(address);
    if (sender == null) {
      return;
    }
    sender.stateNonce = stateNonce;
    for (PoolTransaction one : List.copyOf(sender.byNonce.values())) {
      boolean passed = Long.compareUnsigned(one.nonce(), stateNonce) < 0;
      if (passed || one.cost().compareTo(balance) > 0) {
        remove(one);
      }
    }
  }

  /** Removes a transaction. */
  public void remove(PoolTransaction transaction) {
    if (byHash.remove(transaction.envelope().hash()) == null) {
      return;
    }
    bytes -= transaction.envelope().encoded().size();
    Sender sender = senders.get(transaction.sender());
    if (sender != null) {
      sender.byNonce.remove(transaction.nonce());
      if (sender.byNonce.isEmpty()) {
        senders.remove(transaction.sender());
      }
    }
  }

  /** The transaction with this hash, or null. */
  public @Nullable PoolTransaction get(Hash hash) {
    return byHash.get(hash);
  }

  /** All senders. */
  public List<Address> senders() {
    return List.copyOf(senders.keySet());
  }

  /** The first nonce that is missing, when the sender has {@code stateNonce} in the state. */
  public long nextNonce(Address address, long stateNonce) {
    Sender sender = senders.get(address);
    if (sender == null) {
      return stateNonce;
    }
    sender.stateNonce = stateNonce;
    return sender.nextNonce();
  }

  /** A sender's executable transactions in the order of nonces. */
  public List<PoolTransaction> executable(Address address) {
    Sender sender = senders.get(address);
    if (sender == null) {
      return List.of();
    }
    List<PoolTransaction> out = new ArrayList<>();
    for (long nonce = sender.stateNonce; ; nonce++) {
      PoolTransaction one = sender.byNonce.get(nonce);
      if (one == null) {
        return out;
      }
      out.add(one);
    }
  }

  /** A sender's gapped transactions in the order of nonces. */
  public List<PoolTransaction> gapped(Address address) {
    Sender sender = senders.get(address);
    return sender == null
        ? List.of()
        : List.copyOf(sender.byNonce.tailMap(sender.nextNonce()).values());
  }

  /** The number of transactions. */
  public int size() {
    return byHash.size();
  }
}
