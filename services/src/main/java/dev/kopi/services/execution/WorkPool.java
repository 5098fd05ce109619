package dev.kopi.services.execution;

import dev.kopi.core.trie.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads for CPU work. The calling thread works on its tasks, too, and free
 * helpers join. So tasks may submit tasks, callers never wait for a thread, and a pool that is
 * closed or has no threads is only slower.
 */
public final class WorkPool implements Tasks, AutoCloseable {
  /** Pieces take seconds at the most; one that takes longer is a defect. */
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final ExecutorService helpers;
  private final int threads;
  private final Duration deadline;

  /** A pool of helper threads besides the callers; none when {@code threads} is 0. */
  public WorkPool(String name, int threads) {
    this(name, threads, DEADLINE);
  }

  /** The same with the time that a caller waits for helpers. */
  WorkPool(String name, int threads, Duration deadline) {
    this.threads = threads;
    this.deadline = deadline;
    AtomicInteger number = new AtomicInteger();
    helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads),
            work ->
                Thread.ofPlatform()
                    .daemon()
                    .name(name + "-work-" + number.incrementAndGet())
                    .unstarted(work));
  }

  /** A helper for each processor except that of the caller. */
  public static WorkPool ofProcessors(String name) {
    return new WorkPool(name, Math.max(0, Runtime.getRuntime().availableProcessors() - 1));
  }

  @Override
  public <T> List<T> run(List<Supplier<T>> pieces) {
    int others = Math.min(threads, pieces.size() - 1);
    if (others <= 0) {
      return Tasks.SEQUENTIAL.run(pieces);
    }
    Shared<T> shared = new Shared<>(pieces);
    try {
      for (int i = 0; i < others; i++) {
        helpers.execute(shared::work);
      }
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: the caller does the rest.
    }
    shared.work();
    return shared.results(deadline);
  }

  @Override
  public void close() {
    helpers.shutdown();
  }

  /** Tasks shared by several threads. */
  private static final class Shared<T> {
    private final List<Supplier<T>> pieces;
    private final @Nullable Object[] results;
    private final AtomicInteger next = new AtomicInteger();

    /** How many tasks have not ended; the caller waits on this object. */
    private int open;

    private @Nullable Throwable failure;

    Shared(List<Supplier<T>> pieces) {
      this.pieces = pieces;
      this.results = new @Nullable Object[pieces.size()];
      this.open = pieces.size();
    }

    void work() {
      int done = 0;
      Throwable thrown = null;
      for (int at = next.getAndIncrement(); at < results.length; at = next.getAndIncrement()) {
        try {
          results[at] = pieces.get(at).get();
        } catch (RuntimeException | Error e) {
          thrown = e;
        }
        done++;
      }
      if (done > 0) {
        ended(done, thrown);
      }
    }

    private synchronized void ended(int count, @Nullable Throwable thrown) {
      open -= count;
      if (thrown != null && failure == null) {
        failure = thrown;
      }
      notifyAll();
    }

    @SuppressWarnings("unchecked")
    synchronized List<T> results(Duration deadline) {
      boolean interrupted = false;
      long end = System.nanoTime() + deadline.toNanos();
      while (open > 0) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new IllegalStateException(
              open + " of " + results.length + " tasks did not end within " + deadline);
        }
        try {
          // Rounded up: wait(0) has no deadline.
          wait(left / 1_000_000 + 1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      List<T> out = new ArrayList<>(results.length);
      for (Object result : results) {
        out.add((T) result);
      }
      return out;
    }
  }
}
