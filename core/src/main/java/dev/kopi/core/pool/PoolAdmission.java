package dev.kopi.core.pool;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One decision of a pool about a transaction. Reads the pool and does not change it. */
final class PoolAdmission {
  private final PoolContents pool;
  private final PoolLimits limits;
  private final PoolTransaction transaction;
  private final Account account;
  private final @Nullable SenderTransactions sender;
  private final @Nullable PoolTransaction replaced;
  private final long stateNonce;
  private final long nextNonce;

  PoolAdmission(PoolContents pool, PoolTransaction transaction, Account account) {
    this.pool = pool;
    this.limits = pool.limits();
    this.transaction = transaction;
    this.account = account;
    this.sender = pool.sender(transaction.sender());
    this.replaced = sender == null ? null : sender.get(transaction.nonce());
    this.stateNonce = sender == null ? account.nonce() : sender.stateNonce();
    this.nextNonce = sender == null ? stateNonce : sender.nextNonce();
  }

  PoolDecision decide() {
    PoolRefusal refusal = check();
    if (refusal != null) {
      return refuse(refusal);
    }
    List<PoolTransaction> evicted = isGapped() ? roomInQueue() : roomAmongExecutable();
    return evicted == null
        ? refuse(PoolRefusal.POOL_FULL)
        : new PoolDecision.Admit(transaction, stateNonce, replaced, evicted, pool.version());
  }

  private PoolDecision.Refuse refuse(PoolRefusal reason) {
    return new PoolDecision.Refuse(
        reason,
        transaction,
        stateNonce,
        nextNonce,
        account.balance(),
        pendingCost(),
        replaced,
        limits.priceLimit());
  }

  private BigInteger pendingCost() {
    return sender == null ? BigInteger.ZERO : sender.cost();
  }

  private boolean isGapped() {
    return Long.compareUnsigned(transaction.nonce(), nextNonce) > 0;
  }

  private @Nullable PoolRefusal check() {
    if (pool.get(transaction.envelope().hash()) != null) {
      return PoolRefusal.ALREADY_KNOWN;
    }
    if (transaction.transaction().maxPriorityFeePerGas().compareTo(limits.priceLimit()) < 0) {
      return PoolRefusal.PRICE_TOO_LOW;
    }
    if (Long.compareUnsigned(transaction.nonce(), stateNonce) < 0) {
      return PoolRefusal.NONCE_TOO_LOW;
    }
    if (isGapped() && transaction.isBlob()) {
      return PoolRefusal.BLOBS_BEHIND_GAP;
    }
    BigInteger cost = pendingCost().add(transaction.cost().toBigInteger());
    if (replaced != null) {
      cost = cost.subtract(replaced.cost().toBigInteger());
    }
    if (cost.compareTo(account.balance().toBigInteger()) > 0) {
      return PoolRefusal.INSUFFICIENT_FUNDS;
    }
    PoolRefusal delegation = checkDelegation();
    if (delegation != null) {
      return delegation;
    }
    if (sender != null && hasOtherKind(sender)) {
      return PoolRefusal.OTHER_KIND_PENDING;
    }
    if (replaced != null) {
      return paysMore(transaction.transaction(), replaced.transaction())
          ? null
          : PoolRefusal.REPLACEMENT_UNDERPRICED;
    }
    boolean queueFull = isGapped() && gappedUsage().transactions() >= limits.accountQueue();
    return queueFull ? PoolRefusal.ACCOUNT_QUEUE_FULL : null;
  }

  /**
   * The rules of go-ethereum for accounts whose balance others can spend: one transaction in the
   * pool, and none behind a gap.
   */
  private @Nullable PoolRefusal checkDelegation() {
    boolean delegated =
        !account.codeHash().equals(Keccak256.EMPTY) || pool.delegates(transaction.sender());
    boolean replacesExecutable = replaced != null && !isGapped();
    if (delegated && !replacesExecutable) {
      if (sender != null && !sender.executable().isEmpty()) {
        return PoolRefusal.DELEGATED_SENDER_PENDING;
      }
      if (isGapped()) {
        return PoolRefusal.DELEGATED_SENDER_BEHIND_GAP;
      }
    }
    for (Address authority : transaction.authorities()) {
      SenderTransactions own = pool.sender(authority);
      if (own != null && own.size() > 1) {
        return PoolRefusal.AUTHORITY_PENDING;
      }
    }
    return null;
  }

  /** Whether the sender has transactions of the other kind. */
  private boolean hasOtherKind(SenderTransactions own) {
    return own.holdsBlobs() != transaction.isBlob();
  }

  private PoolUsage gappedUsage() {
    return sender == null ? PoolUsage.NONE : sender.gappedUsage();
  }

  /** Whether every price is above the old one by the bump. */
  private boolean paysMore(Transaction fresh, Transaction old) {
    boolean blob = transaction.isBlob();
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

  /**
   * What gives way in the gapped part, or null when there is no room. An account never takes room
   * from one that would hold less than it, unless it pays more.
   */
  private @Nullable List<PoolTransaction> roomInQueue() {
    EvictionIndex index = pool.queueIndex();
    PoolUsage bound = pool.gappedBound();
    PoolUsage used = without(replaced, pool.gappedUsage()).plus(PoolUsage.of(transaction));
    if (used.fits(bound)) {
      return List.of();
    }
    long own = sender == null ? 0 : index.part().weight(sender);
    if (replaced != null) {
      own -= index.part().weight(replaced);
    }
    return index
        .order(
            account -> account != sender,
            own + index.part().weight(transaction),
            PoolPrice.of(transaction, pool.baseFee()))
        .untilFits(used, bound);
  }

  /**
   * What gives way in the executable part, or null when there is no room. The sender's gapped
   * transactions that become executable by this one get what room is left: those that find none
   * give way as well.
   */
  private @Nullable List<PoolTransaction> roomAmongExecutable() {
    PoolUsage bound = pool.executableBound();
    PoolUsage used = without(replaced, pool.executableUsage()).plus(PoolUsage.of(transaction));
    List<PoolTransaction> evicted = new ArrayList<>();
    if (!used.fits(bound)) {
      PoolPrice price = price();
      int own = sender == null ? 0 : sender.executableUsage().transactions();
      boolean guaranteed = price.covered() && own < limits.accountSlots();
      boolean blobsOnly = used.blobs() > bound.blobs();
      List<PoolTransaction> victims =
          pool.executableIndex()
              .order(
                  other -> other != sender && (!blobsOnly || other.holdsBlobs()),
                  guaranteed ? limits.accountSlots() : Long.MAX_VALUE,
                  price)
              .untilFits(used, bound);
      if (victims == null) {
        return null;
      }
      evicted.addAll(victims);
      for (PoolTransaction one : victims) {
        used = used.minus(PoolUsage.of(one));
      }
    }
    boolean room = true;
    for (PoolTransaction one : behind()) {
      PoolUsage more = used.plus(PoolUsage.of(one));
      room = room && more.fits(bound);
      if (room) {
        used = more;
      } else {
        evicted.add(one);
      }
    }
    return evicted;
  }

  /** The sender's gapped transactions that this one makes executable. */
  private List<PoolTransaction> behind() {
    return sender == null || replaced != null ? List.of() : sender.behindNextNonce();
  }

  private static PoolUsage without(@Nullable PoolTransaction one, PoolUsage usage) {
    return one == null ? usage : usage.minus(PoolUsage.of(one));
  }

  /** The price of the transaction: no more than what those before it pay. */
  private PoolPrice price() {
    PoolPrice price = PoolPrice.of(transaction, pool.baseFee());
    PoolPrice before = sender == null ? null : sender.floor(pool.baseFee(), transaction.nonce());
    return before == null ? price : PoolPrice.min(price, before);
  }
}
