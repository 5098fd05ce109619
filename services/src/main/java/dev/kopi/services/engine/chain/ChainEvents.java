package dev.kopi.services.engine.chain;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.Work;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes of the chain and of its pool. Publishing never waits and runs nothing
 * of a listener: changes are queued, and one thread delivers them, in the order of the listeners'
 * subscription.
 *
 * <p>Listeners are isolated: what one throws is logged and counted, and the others still hear. A
 * listener that failed on a new head gets {@link ChainListener#onMissedHeads} with the next one.
 *
 * <p>Both queues are bounded. Heads are never lost in silence: beyond a number of changes the
 * newest ones are merged into one, and beyond a number of blocks all listeners get {@code
 * onMissedHeads}. Of pending transactions the oldest are dropped and counted.
 */
public final class ChainEvents implements Work, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChainEvents.class);
  private static final int PENDING_OVERHEAD_BYTES = 500;
  private static final int PENDING_AT_ONCE = 256;

  private final Limits limits;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private final Deque<Heads> heads = new ArrayDeque<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final LongAdder failures = new LongAdder();
  private final LongAdder missedHeads = new LongAdder();
  private final LongAdder droppedPending = new LongAdder();
  private @Nullable ServiceThread thread;
  private long sequence;
  private int waitingBlocks;
  private long pendingBytes;
  private boolean dropping;

  /**
   * The bounds of the queues.
   *
   * @param headChanges the number of changes of the head beyond which they are merged
   * @param blocks the number of added and removed blocks in them
   * @param pendingBytes the memory of pending transactions, in bytes
   */
  public record Limits(int headChanges, int blocks, long pendingBytes) {
    /** The defaults: a few megabytes in all. */
    public static final Limits DEFAULT = new Limits(256, 32_768, 8 << 20);
  }

  /**
   * Counts since the start.
   *
   * @param failures exceptions that listeners threw
   * @param missedHeads changes of the head that were replaced by {@code onMissedHeads}
   * @param droppedPending pending transactions that were dropped because too many waited
   */
  public record Counts(long failures, long missedHeads, long droppedPending) {}

  /**
   * Queued changes of the head.
   *
   * @param change null when they are missed
   */
  private record Heads(@Nullable HeadChange change, Hash head, long first, long last) {
    int size() {
      return change == null ? 0 : change.size();
    }
  }

  private record Pending(TransactionEnvelope transaction, long sequence) {
    long bytes() {
      return transaction.encoded().size() + PENDING_OVERHEAD_BYTES;
    }
  }

  /** A listener, which hears of what is published after {@code since}. */
  private static final class Subscription {
    final ChainListener listener;
    final long since;
    volatile boolean ended;

    /** Whether the listener failed on the last change. Used by the delivering thread only. */
    boolean behind;

    Subscription(ChainListener listener, long since) {
      this.listener = listener;
      this.since = since;
    }
  }

  /** Events without a thread: {@link #run} delivers what is queued. */
  public ChainEvents(Limits limits) {
    this.limits = limits;
  }

  /** Events with a thread of their own, which {@link #close} ends. */
  public static ChainEvents start(String name, RoleHealth health) {
    ChainEvents events = new ChainEvents(Limits.DEFAULT);
    ServiceThread thread =
        new ServiceThread(
            name + "-events",
            events,
            ServiceThread.OnFailure.RETRY,
            health,
            InstantSource.system());
    events.thread = thread;
    thread.start();
    return events;
  }

  /**
   * Subscribes a listener to what is published from now on. The returned action unsubscribes it; a
   * delivery that has begun goes on.
   */
  public Runnable subscribe(ChainListener listener) {
    Subscription subscription;
    synchronized (lock) {
      subscription = new Subscription(listener, sequence);
      subscriptions.add(subscription);
    }
    return () -> {
      subscription.ended = true;
      subscriptions.remove(subscription);
    };
  }

  /** Publishes a new head. */
  void head(HeadChange change) {
    synchronized (lock) {
      long number = ++sequence;
      Heads next = new Heads(change, change.head(), number, number);
      Heads newest = heads.peekLast();
      if (newest != null && newest.change() == null) {
        add(merge(heads.removeLast(), next));
      } else if (waitingBlocks + change.size() > limits.blocks()) {
        missedHeads.add(heads.size() + 1L);
        LOG.warn("listeners of new heads are too slow, {} changes are missed", heads.size() + 1);
        long first = heads.isEmpty() ? number : heads.getFirst().first();
        heads.clear();
        waitingBlocks = 0;
        add(new Heads(null, change.head(), first, number));
      } else if (heads.size() >= limits.headChanges() && newest != null) {
        waitingBlocks -= newest.size();
        add(merge(heads.removeLast(), next));
      } else {
        add(next);
      }
    }
    wake();
  }

  private void add(Heads next) {
    heads.add(next);
    waitingBlocks += next.size();
  }

  private Heads merge(Heads before, Heads next) {
    HeadChange a = before.change();
    HeadChange b = next.change();
    if (a == null || b == null) {
      missedHeads.increment();
      return new Heads(null, next.head(), before.first(), next.last());
    }
    return new Heads(a.then(b), next.head(), before.first(), next.last());
  }

  /** Publishes a new transaction of the pool. */
  public void pending(TransactionEnvelope transaction) {
    synchronized (lock) {
      Pending added = new Pending(transaction, ++sequence);
      pending.add(added);
      pendingBytes += added.bytes();
      while (pendingBytes > limits.pendingBytes()) {
        pendingBytes -= pending.remove().bytes();
        droppedPending.increment();
        if (!dropping) {
          dropping = true;
          LOG.warn("listeners of pending transactions are too slow, dropping the oldest");
        }
      }
    }
    wake();
  }

  private void wake() {
    ServiceThread running = thread;
    if (running != null) {
      running.wake();
    }
  }

  /** Delivers what is queued. For one thread. */
  @Override
  public long run(long nowMillis) {
    boolean more = true;
    while (more) {
      Heads next = takeHeads();
      if (next != null) {
        deliver(subscription -> deliver(subscription, next));
      } else {
        more = deliverPending();
      }
    }
    return NEVER;
  }

  private @Nullable Heads takeHeads() {
    synchronized (lock) {
      Heads next = heads.poll();
      waitingBlocks -= next == null ? 0 : next.size();
      return next;
    }
  }

  private boolean deliverPending() {
    for (int i = 0; i < PENDING_AT_ONCE; i++) {
      Pending next;
      synchronized (lock) {
        next = pending.poll();
        if (next == null) {
          dropping = false;
          return !heads.isEmpty();
        }
        pendingBytes -= next.bytes();
      }
      deliver(one -> {
        if (next.sequence() > one.since) {
          one.listener.onPending(next.transaction());
        }
      });
    }
    return true;
  }

  private static void deliver(Subscription to, Heads heads) {
    if (heads.last() <= to.since) {
      return;
    }
    boolean missed = to.behind || heads.change() == null || heads.first() <= to.since;
    to.behind = true;
    HeadChange change = heads.change();
    if (missed || change == null) {
      to.listener.onMissedHeads(heads.head());
    } else {
      to.listener.onHead(change);
    }
    to.behind = false;
  }

  private void deliver(Consumer<Subscription> delivery) {
    VirtualMachineError fatal = null;
    for (Subscription one : subscriptions) {
      if (one.ended) {
        continue;
      }
      try {
        delivery.accept(one);
      } catch (Throwable e) {
        failures.increment();
        if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
          fatal = error;
        } else {
          LOG.error("a listener of the chain failed", e);
        }
      }
    }
    if (fatal != null) {
      // Memory ran out: the role cannot go on, but the others have heard.
      throw fatal;
    }
  }

  /** Counts since the start. */
  public Counts counts() {
    return new Counts(failures.sum(), missedHeads.sum(), droppedPending.sum());
  }

  /** Ends the thread. What is still queued is not delivered. */
  @Override
  public void close() {
    ServiceThread running = thread;
    if (running != null) {
      running.close();
    }
  }
}
