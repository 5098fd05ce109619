package dev.kopi.core.pool;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the pool written down as plainly as possible: one list, from which all else is
 * computed anew each time.
 */
final class NaivePool {
  private final PoolLimits limits;
  private final Map<Address, Long> nonces = new HashMap<>();
  private final Map<Address, Long> active = new HashMap<>();
  private List<PoolTransaction> all = new ArrayList<>();
  private UInt256 baseFee = UInt256.ZERO;
  private long gasLimit = -1;

  NaivePool(PoolLimits limits) {
    this.limits = limits;
  }

  List<PoolTransaction> of(Address sender) {
    return all.stream()
        .filter(one -> one.sender().equals(sender))
        .sorted(Comparator.comparingLong(PoolTransaction::nonce))
        .toList();
  }

  List<PoolTransaction> executable(Address sender) {
    List<PoolTransaction> out = new ArrayList<>();
    long next = nonces.getOrDefault(sender, 0L);
    for (PoolTransaction one : of(sender)) {
      if (one.nonce() == next) {
        out.add(one);
        next++;
      }
    }
    return out;
  }

  List<PoolTransaction> gapped(Address sender) {
    List<PoolTransaction> out = new ArrayList<>(of(sender));
    out.removeAll(executable(sender));
    return out;
  }

  List<Address> senders() {
    return all.stream().map(PoolTransaction::sender).distinct().toList();
  }

  private List<PoolTransaction> part(boolean gapped) {
    List<PoolTransaction> out = new ArrayList<>();
    senders().forEach(sender -> out.addAll(gapped ? gapped(sender) : executable(sender)));
    return out;
  }

  private boolean overfull(boolean gapped) {
    List<PoolTransaction> part = part(gapped);
    long bytes = part.stream().mapToLong(PoolTransaction::size).sum();
    return gapped
        ? part.size() > limits.globalQueue() || bytes > limits.globalQueueBytes()
        : part.size() > limits.globalSlots() || bytes > limits.globalBytes();
  }

  /** Adds a transaction; returns why it is refused, or null. */
  @Nullable PoolRefusal add(PoolTransaction one, Account account, long now) {
    List<PoolTransaction> before = List.copyOf(all);
    Map<Address, Long> noncesBefore = Map.copyOf(nonces);
    if (of(one.sender()).isEmpty()) {
      nonces.put(one.sender(), account.nonce());
    }
    PoolRefusal refusal = tryToAdd(one, account, now);
    if (refusal != null) {
      all = new ArrayList<>(before);
      nonces.clear();
      nonces.putAll(noncesBefore);
    }
    return refusal;
  }

  private @Nullable PoolRefusal tryToAdd(PoolTransaction one, Account account, long now) {
    Address sender = one.sender();
    if (all.stream().anyMatch(other -> other.envelope().equals(one.envelope()))) {
      return PoolRefusal.ALREADY_KNOWN;
    }
    if (one.transaction().maxPriorityFeePerGas().compareTo(limits.priceLimit()) < 0) {
      return PoolRefusal.PRICE_TOO_LOW;
    }
    if (one.nonce() < nonces.getOrDefault(sender, 0L)) {
      return PoolRefusal.NONCE_TOO_LOW;
    }
    Optional<PoolTransaction> replaced =
        of(sender).stream().filter(other -> other.nonce() == one.nonce()).findAny();
    BigInteger cost = one.cost().toBigInteger();
    for (PoolTransaction other : of(sender)) {
      if (other.nonce() != one.nonce()) {
        cost = cost.add(other.cost().toBigInteger());
      }
    }
    if (cost.compareTo(account.balance().toBigInteger()) > 0) {
      return PoolRefusal.INSUFFICIENT_FUNDS;
    }
    if (replaced.isPresent() && !outbids(one, replaced.get())) {
      return PoolRefusal.REPLACEMENT_UNDERPRICED;
    }
    int ownGapped = gapped(sender).size();
    long ownExecutable = executable(sender).size();
    List<PoolTransaction> waiting = gapped(sender);
    replaced.ifPresent(all::remove);
    all.add(one);
    boolean isGapped = gapped(sender).contains(one);
    if (isGapped && replaced.isEmpty() && ownGapped >= limits.accountQueue()) {
      return PoolRefusal.ACCOUNT_QUEUE_FULL;
    }
    if (isGapped) {
      while (overfull(true)) {
        PoolTransaction victim = victimInQueue(one);
        if (victim == null) {
          return PoolRefusal.POOL_FULL;
        }
        all.remove(victim);
      }
    } else {
      List<PoolTransaction> promoted = new ArrayList<>(executable(sender));
      promoted.retainAll(waiting);
      all.removeAll(promoted);
      while (overfull(false)) {
        PoolTransaction victim = victim(one, ownExecutable);
        if (victim == null) {
          return PoolRefusal.POOL_FULL;
        }
        all.remove(victim);
      }
      for (PoolTransaction next : promoted) {
        all.add(next);
        if (overfull(false) || !executable(sender).contains(next)) {
          all.remove(next);
        }
      }
    }
    if (!isGapped || waiting.isEmpty()) {
      active.put(sender, now);
    }
    return null;
  }

  private boolean outbids(PoolTransaction one, PoolTransaction old) {
    return bumped(
            one.transaction().maxFeePerGas().toLongExact(),
            old.transaction().maxFeePerGas().toLongExact())
        && bumped(
            one.transaction().maxPriorityFeePerGas().toLongExact(),
            old.transaction().maxPriorityFeePerGas().toLongExact());
  }

  private boolean bumped(long fresh, long old) {
    return fresh > old && fresh >= old * (100 + limits.priceBumpPercent()) / 100;
  }

  /** What a transaction is worth: no more than those of its sender before it. */
  private PoolPrice worth(PoolTransaction one) {
    PoolPrice price = PoolPrice.of(one, baseFee);
    for (PoolTransaction before : executable(one.sender())) {
      if (before.nonce() < one.nonce()) {
        price = PoolPrice.min(price, PoolPrice.of(before, baseFee));
      }
    }
    return price;
  }

  /** The next executable transaction that gives way to a newcomer (null: to none in particular). */
  private @Nullable PoolTransaction victim(@Nullable PoolTransaction newcomer, long own) {
    List<PoolTransaction> last = new ArrayList<>();
    for (Address sender : senders()) {
      if ((newcomer == null || !sender.equals(newcomer.sender()))
          && !executable(sender).isEmpty()) {
        last.add(executable(sender).getLast());
      }
    }
    boolean guaranteed =
        newcomer == null || (worth(newcomer).covered() && own < limits.accountSlots());
    Comparator<PoolTransaction> cheapest =
        Comparator.comparing(this::worth)
            .thenComparing(Comparator.comparingLong(PoolTransaction::arrival).reversed());
    Optional<PoolTransaction> large =
        last.stream()
            .filter(one -> guaranteed && count(one) > limits.accountSlots())
            .min(Comparator.comparingInt(this::count).reversed().thenComparing(cheapest));
    return large
        .or(() ->
            last.stream()
                .filter(one -> newcomer == null || worth(one).compareTo(worth(newcomer)) < 0)
                .min(cheapest))
        .orElse(null);
  }

  private int count(PoolTransaction one) {
    return executable(one.sender()).size();
  }

  /** The next gapped transaction that gives way to a newcomer (null: to none in particular). */
  private @Nullable PoolTransaction victimInQueue(@Nullable PoolTransaction newcomer) {
    List<PoolTransaction> last = new ArrayList<>();
    for (Address sender : senders()) {
      if ((newcomer == null || !sender.equals(newcomer.sender())) && !gapped(sender).isEmpty()) {
        last.add(gapped(sender).getLast());
      }
    }
    Comparator<PoolTransaction> cheapest =
        Comparator.comparing((PoolTransaction one) -> PoolPrice.of(one, baseFee))
            .thenComparing(Comparator.comparingLong(PoolTransaction::arrival).reversed());
    long own = newcomer == null ? 0 : share(newcomer.sender());
    return last.stream()
        .filter(one -> share(one.sender()) > own)
        .min(
            Comparator.comparingLong((PoolTransaction one) -> share(one.sender()))
                .reversed()
                .thenComparing(cheapest))
        .or(() ->
            last.stream()
                .filter(one ->
                    newcomer != null
                        && PoolPrice.of(one, baseFee).compareTo(PoolPrice.of(newcomer, baseFee))
                            < 0)
                .min(cheapest))
        .orElse(null);
  }

  private long share(Address sender) {
    long each = limits.globalQueueBytes() / limits.globalQueue();
    return gapped(sender).stream().mapToLong(one -> one.size() + each).sum();
  }

  void remove(PoolTransaction one) {
    all.remove(one);
    trim();
  }

  void reset(NewHead head, long now) {
    baseFee = head.baseFee();
    Map<Address, List<PoolTransaction>> before = new HashMap<>();
    for (Address sender : head.accounts().keySet()) {
      before.put(sender, executable(sender));
    }
    head.accounts()
        .forEach((sender, account) -> {
          nonces.put(sender, account.nonce());
          all.removeIf(one ->
              one.sender().equals(sender)
                  && (one.nonce() < account.nonce()
                      || one.cost().compareTo(account.balance()) > 0));
        });
    if (Long.compareUnsigned(head.gasLimit(), gasLimit) < 0) {
      all.removeIf(one -> one.transaction().gasLimit() > head.gasLimit());
    }
    gasLimit = head.gasLimit();
    for (PoolTransaction one : head.reinjected()) {
      add(one, head.accounts().getOrDefault(one.sender(), Account.EMPTY), now);
    }
    trim();
    for (Address sender : head.accounts().keySet()) {
      if (!before.getOrDefault(sender, List.of()).containsAll(executable(sender))) {
        active.put(sender, now);
      }
    }
  }

  private void trim() {
    for (Address sender : senders()) {
      while (gapped(sender).size() > limits.accountQueue()) {
        all.remove(gapped(sender).getLast());
      }
    }
    while (overfull(true)) {
      all.remove(victimInQueue(null));
    }
    while (overfull(false)) {
      all.remove(victim(null, 0));
    }
  }

  void expire(long now) {
    for (Address sender : senders()) {
      if (now - active.getOrDefault(sender, 0L) > limits.lifetimeMillis()) {
        all.removeAll(gapped(sender));
      }
    }
  }
}
