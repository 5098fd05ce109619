package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.pool.NewHead;
import dev.kopi.core.pool.PoolContents;
import dev.kopi.core.pool.PoolDecision;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.pool.PoolSelection;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pool's content and its head under one lock, which is held for operations in memory only: no
 * state is read, no signature is checked and no event is sent under it. For any thread.
 */
final class LockedContents {
  private final PoolContents contents;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private volatile PoolHead head;
  private volatile long executableVersion;
  private long moves;
  private long arrivals;

  LockedContents(PoolLimits limits, PoolHead head) {
    this.contents = new PoolContents(limits);
    this.head = head;
    contents.reset(newHead(head, Map.of(), List.of()), 0);
  }

  private static NewHead newHead(
      PoolHead head, Map<Address, Account> accounts, List<PoolTransaction> reinjected) {
    return new NewHead(accounts, reinjected, head.header().gasLimit(), head.baseFee());
  }

  private <T extends @Nullable Object> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      executableVersion = contents.executableVersion();
      lock.unlock();
    }
  }

  /** The block that the content is checked against. */
  PoolHead head() {
    return head;
  }

  /** Changes whenever the executable transactions change. */
  long executableVersion() {
    return executableVersion;
  }

  /**
   * Whether the content would take a transaction; null when the head is not {@code at} any more.
   */
  @Nullable PoolDecision decide(PoolTransaction one, Account account, PoolHead at) {
    return locked(() -> head == at ? contents.decide(one, account) : null);
  }

  /**
   * What became of a transaction.
   *
   * @param decision what was decided, and done if it is admitted
   * @param promoted the transactions that became executable
   */
  record Added(PoolDecision decision, List<PoolTransaction> promoted) {}

  /**
   * Takes a transaction, unless it is refused; null when the head is not {@code at} any more.
   *
   * @param whenAdded runs after it was taken, under the lock, and gets the test whether a
   *     transaction is in the pool, by its hash
   */
  @Nullable Added add(
      PoolTransaction one,
      Account account,
      PoolHead at,
      long nowMillis,
      Consumer<Predicate<Hash>> whenAdded) {
    return locked(() -> {
      if (head != at) {
        return null;
      }
      PoolDecision decision = contents.decide(one.withArrival(++arrivals), account);
      return switch (decision) {
        case PoolDecision.Refuse refuse -> new Added(refuse, List.of());
        case PoolDecision.Admit admit -> {
          List<PoolTransaction> promoted = contents.apply(admit, nowMillis);
          whenAdded.accept(hash -> contents.get(hash) != null);
          yield new Added(admit, promoted);
        }
      };
    });
  }

  /** The result of {@link #moveTo}. */
  sealed interface Move {
    /** The head moved; these transactions became executable. */
    record Done(List<PoolTransaction> promoted) implements Move {}

    /** Nothing changed: the accounts of these senders are needed as well. */
    record Missing(List<Address> senders) implements Move {}
  }

  /**
   * Moves to a new head.
   *
   * @param touched the accounts that may have changed
   * @param accounts those of them that were read
   */
  Move moveTo(
      PoolHead next,
      Predicate<Address> touched,
      Map<Address, Account> accounts,
      List<PoolTransaction> reinjected,
      long nowMillis) {
    return locked(() -> {
      List<Address> missing =
          contents.senders().stream()
              .filter(sender -> touched.test(sender) && !accounts.containsKey(sender))
              .toList();
      if (!missing.isEmpty()) {
        return new Move.Missing(missing);
      }
      List<PoolTransaction> counted =
          reinjected.stream().map(one -> one.withArrival(++arrivals)).toList();
      List<PoolTransaction> promoted = contents.reset(newHead(next, accounts, counted), nowMillis);
      head = next;
      moves++;
      moved.signalAll();
      return new Move.Done(promoted);
    });
  }

  /**
   * Waits until the head is {@code target}, or was moved to a head that was read after this call
   * began.
   *
   * @return whether it did within the time
   */
  boolean awaitHead(Hash target, long millis) {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lock();
    try {
      // A move that has begun may be to an older head.
      long enough = moves + 2;
      while (!head.hash().equals(target) && moves < enough) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  int expire(long nowMillis) {
    return locked(() -> contents.expire(nowMillis));
  }

  /** Removes a transaction; returns whether it was there. */
  boolean remove(Hash hash) {
    return locked(() -> {
      boolean known = contents.get(hash) != null;
      contents.remove(hash);
      return known;
    });
  }

  @Nullable PoolTransaction get(Hash hash) {
    return locked(() -> contents.get(hash));
  }

  long nextNonce(Address account, long stateNonce) {
    return locked(() -> contents.nextNonce(account, stateNonce));
  }

  PoolSelection select(StateView parent, UInt256 baseFee, UInt256 blobBaseFee) {
    return locked(() -> new PoolSelection(contents, parent, baseFee, blobBaseFee));
  }

  PoolAccess.Status status() {
    return locked(() -> new PoolAccess.Status(contents.executableUsage(), contents.gappedUsage()));
  }

  PoolAccess.Content content() {
    return locked(() -> content(contents.senders()));
  }

  PoolAccess.Content content(Address account) {
    return locked(() -> content(List.of(account)));
  }

  private PoolAccess.Content content(Collection<Address> accounts) {
    Map<Address, NavigableMap<Long, TransactionEnvelope>> pending = new HashMap<>();
    Map<Address, NavigableMap<Long, TransactionEnvelope>> queued = new HashMap<>();
    for (Address account : accounts) {
      put(pending, account, contents.executable(account));
      put(queued, account, contents.gapped(account));
    }
    return new PoolAccess.Content(pending, queued);
  }

  private static void put(
      Map<Address, NavigableMap<Long, TransactionEnvelope>> part,
      Address account,
      List<PoolTransaction> transactions) {
    if (!transactions.isEmpty()) {
      NavigableMap<Long, TransactionEnvelope> byNonce = new TreeMap<>(Long::compareUnsigned);
      transactions.forEach(one -> byNonce.put(one.nonce(), one.envelope()));
      part.put(account, byNonce);
    }
  }
}
