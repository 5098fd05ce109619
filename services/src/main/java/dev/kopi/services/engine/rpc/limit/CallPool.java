package dev.kopi.services.engine.rpc.limit;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.core.evm.CancelledException;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.Work;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of platform threads for expensive calls. Requests are handled on virtual threads,
 * which are not preempted: an expensive call there would hold back all others. In a pool the
 * operating system divides the processors, and other requests go on.
 *
 * <p>Callers take turns: each has at most half of the threads, and a bounded number of waiting
 * calls. A call that waits too long is refused; one that runs too long is cancelled.
 */
public final class CallPool implements AutoCloseable {
  /** How long a cancelled call may take to notice. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

  private final Limits limits;
  private final DeadlineWatch watch;
  private final List<ServiceThread> threads = new ArrayList<>();

  /** The queues of callers with calls that wait or run; the next turn is the first one's. */
  private final Map<String, Queue> queues = new LinkedHashMap<>();

  private final Deque<Worker> idle = new ArrayDeque<>();
  private int waiting;
  private int running;
  private boolean closed;

  /**
   * The limits of a pool.
   *
   * @param threads the number of threads
   * @param waitingPerCaller the most calls of one caller that wait
   * @param waiting the most calls that wait
   * @param maxWait after which a waiting call is refused
   * @param timeout the time of one call; zero for no limit
   */
  public record Limits(
      int threads, int waitingPerCaller, int waiting, Duration maxWait, Duration timeout) {
    private static final int WAITING_PER_CALLER = 64;
    private static final int WAITING = 1024;
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    /** The usual queues, in front of so many threads. */
    public static Limits of(int threads, Duration timeout) {
      return new Limits(threads, WAITING_PER_CALLER, WAITING, MAX_WAIT, timeout);
    }

    int runningPerCaller() {
      return Math.max(1, threads / 2);
    }
  }

  private static final class Queue {
    final Deque<Task<?>> waiting = new ArrayDeque<>();
    int running;
  }

  /** A pool whose threads run. */
  public CallPool(String name, Limits limits, DeadlineWatch watch, RoleHealth health) {
    this.limits = limits;
    this.watch = watch;
    for (int i = 1; i <= limits.threads(); i++) {
      Worker worker = new Worker();
      ServiceThread thread =
          new ServiceThread(
              name + "-" + i,
              worker,
              ServiceThread.OnFailure.RETRY,
              health,
              InstantSource.system());
      worker.thread = thread;
      threads.add(thread);
    }
    threads.forEach(ServiceThread::start);
  }

  /**
   * Runs a call on a thread of the pool and waits for its result.
   *
   * @throws RpcException when too many calls wait, or the call's time is over
   */
  public <T extends @Nullable Object> T run(Caller caller, Function<Deadline, T> call) {
    Task<T> task = new Task<>(key(caller), call);
    submit(task);
    try {
      try {
        return task.result.get(limits.maxWait().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (withdraw(task)) {
          throw busy();
        }
        return task.result.get(limits.timeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      withdraw(task);
      Thread.currentThread().interrupt();
      throw new RpcException(RpcException.LIMIT_EXCEEDED, "the server stops");
    } catch (TimeoutException e) {
      throw new RpcException(RpcException.TIMEOUT, "the call did not end in time");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Callers on this machine are told apart by their connections: those of the own roles, and those
   * that a proxy forwards, must not wait for one another.
   */
  private static String key(Caller caller) {
    return caller.trusted() ? caller.client() + "#" + caller.connectionId() : caller.client();
  }

  private static RpcException busy() {
    return new RpcException(RpcException.LIMIT_EXCEEDED, "too many expensive calls at once");
  }

  private void submit(Task<?> task) {
    Worker woken;
    synchronized (queues) {
      Queue queue = queues.getOrDefault(task.caller, new Queue());
      if (closed
          || waiting >= limits.waiting()
          || queue.waiting.size() >= limits.waitingPerCaller()) {
        throw busy();
      }
      queues.put(task.caller, queue);
      queue.waiting.add(task);
      waiting++;
      woken = idle.poll();
    }
    if (woken != null && woken.thread != null) {
      woken.thread.wake();
    }
  }

  /** Takes a call back; false when it has begun. */
  private boolean withdraw(Task<?> task) {
    synchronized (queues) {
      Queue queue = queues.get(task.caller);
      if (queue == null || !queue.waiting.remove(task)) {
        return false;
      }
      waiting--;
      removeIfUnused(task.caller, queue);
      return true;
    }
  }

  private void removeIfUnused(String caller, Queue queue) {
    if (queue.waiting.isEmpty() && queue.running == 0) {
      queues.remove(caller);
    }
  }

  /** The next call, of the caller whose turn it is; null when there is none to run now. */
  private @Nullable Task<?> take(Worker worker) {
    synchronized (queues) {
      for (Map.Entry<String, Queue> entry : queues.entrySet()) {
        Queue queue = entry.getValue();
        if (queue.running < limits.runningPerCaller() && !queue.waiting.isEmpty()) {
          Task<?> task = queue.waiting.remove();
          waiting--;
          running++;
          queue.running++;
          // To the end: it is the others' turn.
          queues.remove(entry.getKey());
          queues.put(task.caller, queue);
          return task;
        }
      }
      idle.add(worker);
      return null;
    }
  }

  private void ended(Task<?> task) {
    synchronized (queues) {
      running--;
      queues.notifyAll();
      Queue queue = queues.get(task.caller);
      if (queue != null) {
        queue.running--;
        removeIfUnused(task.caller, queue);
      }
    }
  }

  /** The number of calls that wait. */
  public int waiting() {
    synchronized (queues) {
      return waiting;
    }
  }

  /** Refuses what waits, and ends the threads after what runs. */
  @Override
  public void close() {
    List<Task<?>> refused = new ArrayList<>();
    synchronized (queues) {
      closed = true;
      queues
          .values()
          .forEach(queue -> {
            refused.addAll(queue.waiting);
            queue.waiting.clear();
          });
      waiting = 0;
    }
    refused.forEach(task -> task.result.completeExceptionally(busy()));
    awaitIdle();
    threads.forEach(ServiceThread::close);
  }

  /** Ending a thread interrupts it, which may close the files that a call reads. */
  private void awaitIdle() {
    long end = System.nanoTime() + CLOSE_DEADLINE.toNanos();
    try {
      synchronized (queues) {
        long left = CLOSE_DEADLINE.toMillis();
        while (running > 0 && left > 0) {
          queues.wait(left);
          left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker implements Work {
    private @Nullable ServiceThread thread;

    @Override
    public long run(long nowMillis) {
      synchronized (queues) {
        idle.remove(this);
      }
      for (Task<?> task = take(this); task != null; task = take(this)) {
        try {
          task.run(watch, limits.timeout());
        } finally {
          ended(task);
        }
      }
      return NEVER;
    }
  }

  private static final class Task<T extends @Nullable Object> {
    final String caller;
    final Function<Deadline, T> call;
    final CompletableFuture<T> result = new CompletableFuture<>();

    Task(String caller, Function<Deadline, T> call) {
      this.caller = caller;
      this.call = call;
    }

    void run(DeadlineWatch watch, Duration timeout) {
      try {
        result.complete(answer(watch, timeout));
      } catch (Throwable e) {
        // The caller's thread reports it.
        result.completeExceptionally(e);
      }
    }

    private T answer(DeadlineWatch watch, Duration timeout) {
      try (Deadline deadline = watch.start(timeout)) {
        try {
          return call.apply(deadline);
        } catch (CancelledException e) {
          throw deadline.expired();
        }
      }
    }
  }
}
