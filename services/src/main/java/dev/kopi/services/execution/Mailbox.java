package dev.kopi.services.execution;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A named platform thread that owns some state, with a bounded queue of tasks. */
public final class Mailbox implements AutoCloseable {
  private static final int MAX_WAITING = 1024;
  private static final long CLOSE_SECONDS = 30;

  private final ThreadPoolExecutor executor;

  public Mailbox(String threadName) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name(threadName).daemon(true).factory());
  }

  /**
   * Runs a task on the thread and waits for its result.
   *
   * @throws IllegalStateException when the mailbox is closed or full
   */
  public <T> T call(Supplier<T> task) {
    try {
      return CompletableFuture.supplyAsync(task, executor).join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw e;
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the mailbox is closed or full", e);
    }
  }

  /** Queues a task; drops it when the mailbox is closed or full. */
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // Dropped, as documented.
    }
  }

  /** Stops after the running task; drops the queued ones. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
