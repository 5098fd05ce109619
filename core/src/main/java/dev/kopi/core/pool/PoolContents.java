package dev.kopi.core.pool;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The content of a pool. A sender's transactions without a gap from its nonce in the state are
 * executable, the others are gapped; each part has limits of its own, and gapped transactions never
 * displace executable ones. All accounts are as of one head. Not thread-safe.
 */
public final class PoolContents {
  private final PoolLimits limits;
  private final Map<Address, SenderTransactions> senders = new HashMap<>();
  private final Map<Hash, PoolTransaction> byHash = new HashMap<>();

  /** How many transactions have an authorization of an account. */
  private final Map<Address, Integer> authorizations = new HashMap<>();

  private final EvictionIndex executableIndex;
  private final EvictionIndex queueIndex;
  private PoolUsage executable = PoolUsage.NONE;
  private PoolUsage gapped = PoolUsage.NONE;
  private UInt256 baseFee = UInt256.ZERO;
  private long gasLimit = -1;
  private long version;
  private long executableVersion;

  /** An empty pool. */
  public PoolContents(PoolLimits limits) {
    this.limits = limits;
    this.executableIndex = new EvictionIndex(new EvictionPart.Executable());
    this.queueIndex =
        new EvictionIndex(
            new EvictionPart.Gapped(limits.globalQueueBytes() / Math.max(1, limits.globalQueue())));
  }

  /**
   * Decides whether to take a transaction, and what gives way to it. Changes nothing.
   *
   * @param account the sender's account as of the pool's head
   */
  public PoolDecision decide(PoolTransaction transaction, Account account) {
    return new PoolAdmission(this, transaction, account).decide();
  }

  /**
   * Takes a transaction.
   *
   * @param admission what {@link #decide} answered; nothing may have changed since
   * @param nowMillis the time, in milliseconds since the Unix epoch
   * @return the transactions that became executable by it
   */
  public List<PoolTransaction> apply(PoolDecision.Admit admission, long nowMillis) {
    if (admission.basis() != version) {
      throw new IllegalStateException("the pool changed after the decision");
    }
    version++;
    PoolTransaction added = admission.transaction();
    SenderTransactions sender = senders.get(added.sender());
    long activeMillis =
        sender == null || sender.gapped().isEmpty() ? nowMillis : sender.activeMillis();
    admission.evicted().forEach(this::discard);
    PoolTransaction replaced = admission.replaced();
    if (replaced != null) {
      forget(replaced);
    }
    remember(added);
    SenderTransactions home =
        senders.computeIfAbsent(
            added.sender(), address -> new SenderTransactions(address, admission.stateNonce()));
    List<PoolTransaction> promoted = change(home, () -> home.put(added, replaced));
    home.setActive(promoted.isEmpty() ? activeMillis : nowMillis);
    return promoted;
  }

  /**
   * Moves to a new head: drops what was included, what its sender can no longer pay and what is
   * above the block gas limit, and takes the transactions of blocks that are no longer canonical.
   *
   * @param nowMillis the time, in milliseconds since the Unix epoch
   * @return the transactions that became executable
   */
  public List<PoolTransaction> reset(NewHead head, long nowMillis) {
    version++;
    setBaseFee(head.baseFee());
    boolean lower = Long.compareUnsigned(head.gasLimit(), gasLimit) < 0;
    gasLimit = head.gasLimit();
    Set<Address> touched = head.accounts().keySet();
    Set<Hash> before = executableHashes(known(touched));
    head.accounts().forEach(this::update);
    if (lower) {
      List.copyOf(senders.values()).forEach(this::dropAboveGasLimit);
    }
    for (PoolTransaction one : head.reinjected()) {
      Account account = head.accounts().getOrDefault(one.sender(), Account.EMPTY);
      if (decide(one, account) instanceof PoolDecision.Admit admission) {
        apply(admission, nowMillis);
      }
    }
    trim(lower ? List.copyOf(senders.values()) : known(touched));
    return promoted(known(touched), before, nowMillis);
  }

  private void setBaseFee(UInt256 next) {
    if (!next.equals(baseFee)) {
      baseFee = next;
      executableIndex.rebuild(senders.values(), next);
      queueIndex.rebuild(senders.values(), next);
    }
  }

  private void update(Address address, Account account) {
    SenderTransactions sender = senders.get(address);
    if (sender == null) {
      return;
    }
    List<PoolTransaction> gone = new ArrayList<>();
    for (PoolTransaction one : sender.all()) {
      if (Long.compareUnsigned(one.nonce(), account.nonce()) < 0
          || one.cost().compareTo(account.balance()) > 0) {
        gone.add(one);
      }
    }
    reset(sender, account.nonce(), gone);
  }

  private void dropAboveGasLimit(SenderTransactions sender) {
    List<PoolTransaction> gone = new ArrayList<>();
    for (PoolTransaction one : sender.all()) {
      if (Long.compareUnsigned(one.transaction().gasLimit(), gasLimit) > 0) {
        gone.add(one);
      }
    }
    reset(sender, sender.stateNonce(), gone);
  }

  /** Removes a transaction; those of its sender behind it become gapped. */
  public void remove(Hash hash) {
    PoolTransaction one = byHash.get(hash);
    if (one != null) {
      version++;
      discard(one);
      trim(known(List.of(one.sender())));
    }
  }

  /**
   * Removes the gapped transactions of accounts that were not active during the lifetime.
   *
   * @param nowMillis the time, in milliseconds since the Unix epoch
   * @return how many were removed
   */
  public int expire(long nowMillis) {
    int before = byHash.size();
    for (SenderTransactions sender : List.copyOf(senders.values())) {
      if (!sender.gapped().isEmpty()
          && nowMillis - sender.activeMillis() > limits.lifetimeMillis()) {
        reset(sender, sender.stateNonce(), List.copyOf(sender.gapped().values()));
      }
    }
    int removed = before - byHash.size();
    version += removed;
    return removed;
  }

  /**
   * Brings the pool back within its limits after transactions of some senders moved from one part
   * to the other.
   */
  private void trim(List<SenderTransactions> moved) {
    for (SenderTransactions sender : moved) {
      List<PoolTransaction> gone = new ArrayList<>();
      int kept = 0;
      for (PoolTransaction one : sender.gapped().values()) {
        if (one.isBlob() || kept == limits.accountQueue()) {
          gone.add(one);
        } else {
          kept++;
        }
      }
      reset(sender, sender.stateNonce(), gone);
    }
    evict(queueIndex.order(any -> true, 0, null), gapped, gappedBound());
    evict(
        executableIndex.order(any -> true, limits.accountSlots(), null),
        executable,
        executableBound());
  }

  private void evict(EvictionOrder order, PoolUsage usage, PoolUsage bound) {
    Objects.requireNonNull(order.untilFits(usage, bound)).forEach(this::discard);
  }

  private void discard(PoolTransaction one) {
    SenderTransactions sender = senders.get(one.sender());
    if (sender != null) {
      forget(one);
      change(
          sender,
          () -> {
            sender.remove(one);
            return one;
          });
    }
  }

  private void reset(SenderTransactions sender, long stateNonce, List<PoolTransaction> gone) {
    gone.forEach(this::forget);
    change(
        sender,
        () -> {
          sender.reset(stateNonce, gone);
          return gone;
        });
  }

  private void remember(PoolTransaction one) {
    byHash.put(one.envelope().hash(), one);
    one.authorities().forEach(account -> authorizations.merge(account, 1, Integer::sum));
  }

  private void forget(PoolTransaction one) {
    byHash.remove(one.envelope().hash());
    for (Address account : one.authorities()) {
      authorizations.computeIfPresent(account, (key, count) -> count > 1 ? count - 1 : null);
    }
  }

  /**
   * Changes a sender's transactions, the sums and the indexes; forgets the sender if it has none
   * left.
   */
  private <T> T change(SenderTransactions sender, Supplier<T> action) {
    executable = executable.minus(sender.executableUsage());
    gapped = gapped.minus(sender.gappedUsage());
    long before = sender.executableVersion();
    T result = action.get();
    executableVersion += sender.executableVersion() - before;
    executable = executable.plus(sender.executableUsage());
    gapped = gapped.plus(sender.gappedUsage());
    executableIndex.update(sender);
    queueIndex.update(sender);
    if (sender.isEmpty()) {
      senders.remove(sender.address());
    }
    return result;
  }

  private static Set<Hash> executableHashes(Collection<SenderTransactions> some) {
    Set<Hash> hashes = new HashSet<>();
    for (SenderTransactions sender : some) {
      sender.executable().values().forEach(one -> hashes.add(one.envelope().hash()));
    }
    return hashes;
  }

  private static List<PoolTransaction> promoted(
      Collection<SenderTransactions> some, Set<Hash> before, long nowMillis) {
    List<PoolTransaction> out = new ArrayList<>();
    for (SenderTransactions sender : some) {
      for (PoolTransaction one : sender.executable().values()) {
        if (!before.contains(one.envelope().hash())) {
          out.add(one);
          sender.setActive(nowMillis);
        }
      }
    }
    return out;
  }

  private List<SenderTransactions> known(Collection<Address> addresses) {
    List<SenderTransactions> out = new ArrayList<>();
    for (Address address : addresses) {
      SenderTransactions sender = senders.get(address);
      if (sender != null) {
        out.add(sender);
      }
    }
    return out;
  }

  /** The transaction with this hash, or null. */
  public @Nullable PoolTransaction get(Hash hash) {
    return byHash.get(hash);
  }

  /** All senders. */
  public List<Address> senders() {
    return List.copyOf(senders.keySet());
  }

  /**
   * The next nonce of an account: after its executable transactions.
   *
   * @param stateNonce its nonce in a state that may be newer than the pool's head
   */
  public long nextNonce(Address address, long stateNonce) {
    SenderTransactions sender = senders.get(address);
    if (sender == null) {
      return stateNonce;
    }
    long next =
        Long.compareUnsigned(stateNonce, sender.nextNonce()) > 0 ? stateNonce : sender.nextNonce();
    while (sender.get(next) != null) {
      next++;
    }
    return next;
  }

  /** A sender's executable transactions in the order of nonces. */
  public List<PoolTransaction> executable(Address address) {
    SenderTransactions sender = senders.get(address);
    return sender == null ? List.of() : List.copyOf(sender.executable().values());
  }

  /** A sender's gapped transactions in the order of nonces. */
  public List<PoolTransaction> gapped(Address address) {
    SenderTransactions sender = senders.get(address);
    return sender == null ? List.of() : List.copyOf(sender.gapped().values());
  }

  /** What the executable transactions take up. */
  public PoolUsage executableUsage() {
    return executable;
  }

  /** What the gapped transactions take up. */
  public PoolUsage gappedUsage() {
    return gapped;
  }

  /** Changes whenever the executable transactions change. */
  public long executableVersion() {
    return executableVersion;
  }

  /** Changes whenever the content or the head changes. */
  long version() {
    return version;
  }

  PoolLimits limits() {
    return limits;
  }

  UInt256 baseFee() {
    return baseFee;
  }

  /** Whether a transaction in the pool would delegate an account. */
  boolean delegates(Address account) {
    return authorizations.containsKey(account);
  }

  @Nullable SenderTransactions sender(Address address) {
    return senders.get(address);
  }

  PoolUsage executableBound() {
    return new PoolUsage(limits.globalSlots(), limits.globalBytes(), limits.globalBlobs());
  }

  /** Gapped transactions have no blobs. */
  PoolUsage gappedBound() {
    return new PoolUsage(limits.globalQueue(), limits.globalQueueBytes(), 0);
  }

  EvictionIndex executableIndex() {
    return executableIndex;
  }

  EvictionIndex queueIndex() {
    return queueIndex;
  }
}
