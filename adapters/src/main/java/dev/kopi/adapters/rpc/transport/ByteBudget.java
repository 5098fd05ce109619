package dev.kopi.adapters.rpc.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all connections of a server share for messages in one direction. Bytes are
 * charged when they are in memory, to an account per message or connection.
 *
 * <p>When the budget is exhausted, an account that may be evicted loses: one of the client that
 * asks if that client is at its own limit, else one of the client that holds most. Part of the
 * budget is reserved for trusted callers.
 *
 * <p>The bytes of an evicted account stay in memory until its owner closes it. One account, or at
 * most half of the budget, is in that state beyond what is held: before more is evicted, charges
 * wait.
 */
public final class ByteBudget {
  /** Which account of a client loses. */
  public enum Victim {
    /** The one that was first charged before the others. */
    OLDEST,
    /** The one that holds most. */
    LARGEST
  }

  private final long capacity;
  private final long openCapacity;
  private final long perClient;
  private final Victim rule;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Set<Account> evictable = new LinkedHashSet<>();
  private final Map<String, Long> heldByClient = new HashMap<>();
  private long held;

  /** The bytes of evicted accounts that are not closed. */
  private long evicted;

  /**
   * A budget that is all free.
   *
   * @param capacity the bytes in all
   * @param reserve the part of {@code capacity} that only trusted callers may use
   * @param perClient the most that one client may hold, unless it is trusted
   * @param rule which account of a client loses
   */
  public ByteBudget(long capacity, long reserve, long perClient, Victim rule) {
    this.capacity = capacity;
    this.openCapacity = capacity - reserve;
    this.perClient = perClient;
    this.rule = rule;
  }

  /**
   * An account that holds nothing yet. It may be evicted until {@link Account#settle}.
   *
   * @param client whose limit it counts against
   * @param trusted whether it may use the reserve, without a limit of its own
   * @param onEvict ends the message or connection; called at most once, must not block
   */
  public Account open(String client, boolean trusted, Runnable onEvict) {
    return new Account(client, trusted, onEvict);
  }

  /** The bytes that are held now. */
  public long held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  /** What one message or one connection holds. */
  public final class Account implements AutoCloseable {
    private final String client;
    private final boolean trusted;
    private final Runnable onEvict;
    private long bytes;
    private long evictedBytes;
    private boolean settled;
    private boolean closed;

    private Account(String client, boolean trusted, Runnable onEvict) {
      this.client = client;
      this.trusted = trusted;
      this.onEvict = onEvict;
    }

    /**
     * Charges bytes, evicting other accounts if need be.
     *
     * @param wait how long to wait while accounts that must not be evicted hold the budget
     * @return whether the bytes are charged; if not, or once evicted, the caller drops its message
     */
    public boolean charge(long amount, Duration wait) {
      long deadline = System.nanoTime() + wait.toNanos();
      while (true) {
        List<Runnable> evictions = new ArrayList<>();
        Boolean charged;
        lock.lock();
        try {
          charged = tryCharge(amount, evictions);
          if (charged == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
              charged = false;
            } else if (evictions.isEmpty()) {
              freed.await(left, TimeUnit.NANOSECONDS);
            }
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          charged = false;
        } finally {
          lock.unlock();
        }
        evictions.forEach(Runnable::run);
        if (charged != null) {
          return charged;
        }
      }
    }

    /** Whether the bytes are charged; null if waiting may help. */
    private @Nullable Boolean tryCharge(long amount, List<Runnable> evictions) {
      long most = trusted ? capacity : openCapacity;
      if (amount > most || (!trusted && amount > perClient)) {
        return false;
      }
      while (!closed) {
        Account victim;
        if (!trusted && heldBy(client) + amount > perClient) {
          victim = victim(client);
        } else if (held + amount > most) {
          victim = victim(largestHolder());
        } else {
          add(amount);
          return true;
        }
        if (victim == this) {
          return false;
        }
        if (victim == null || (evicted > 0 && evicted + victim.bytes > capacity / 2)) {
          return null;
        }
        victim.evict();
        evictions.add(victim.onEvict);
      }
      return false;
    }

    private void add(long amount) {
      bytes += amount;
      held += amount;
      heldByClient.merge(client, amount, Long::sum);
      if (!settled) {
        evictable.add(this);
      }
    }

    private void subtract(long amount) {
      bytes -= amount;
      held -= amount;
      heldByClient.computeIfPresent(client, (c, all) -> all == amount ? null : all - amount);
      freed.signalAll();
    }

    private void evict() {
      evictedBytes = bytes;
      evicted += bytes;
      end();
    }

    private void end() {
      closed = true;
      evictable.remove(this);
      subtract(bytes);
    }

    /** Releases part of what is charged; nothing once the account has ended. */
    public void release(long amount) {
      lock.lock();
      try {
        if (!closed) {
          subtract(amount);
        }
      } finally {
        lock.unlock();
      }
    }

    /**
     * The message is complete: from now on the account is not evicted.
     *
     * @return false when it was evicted before
     */
    public boolean settle() {
      lock.lock();
      try {
        settled = true;
        evictable.remove(this);
        return !closed;
      } finally {
        lock.unlock();
      }
    }

    /** Releases all. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          end();
        } else if (evictedBytes > 0) {
          evicted -= evictedBytes;
          evictedBytes = 0;
          freed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private long heldBy(String client) {
    return heldByClient.getOrDefault(client, 0L);
  }

  private @Nullable Account victim(@Nullable String client) {
    Account victim = null;
    for (Account account : evictable) {
      if (account.bytes > 0
          && account.client.equals(client)
          && (victim == null || (rule == Victim.LARGEST && account.bytes > victim.bytes))) {
        victim = account;
      }
    }
    return victim;
  }

  /** The client that holds most, among those with an account that may be evicted. */
  private @Nullable String largestHolder() {
    String largest = null;
    for (Account account : evictable) {
      if (account.bytes > 0 && (largest == null || heldBy(account.client) > heldBy(largest))) {
        largest = account.client;
      }
    }
    return largest;
  }
}
