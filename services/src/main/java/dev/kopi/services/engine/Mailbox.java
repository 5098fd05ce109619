package dev.kopi.services.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One named platform thread that owns some state, and the queue of what others ask of it. */
final class Mailbox implements AutoCloseable {
  private static final int MAX_WAITING = 1024;
  private static final long CLOSE_SECONDS = 30;

  private final ThreadPoolExecutor executor;

  Mailbox(String threadName) {
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
   * Does something on the thread and waits for it.
   *
   * @throws IllegalStateException when the mailbox is closed or full
   */
  <T> T ask(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, executor).join();
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
      throw new IllegalStateException("closed, or too much is asked", e);
    }
  }

  /** Does something on the thread, some time; nothing when the mailbox is closed. */
  void tell(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // Closed, or so full that what was told is not worth waiting for.
    }
  }

  /** Ends after what is under way; what waits is dropped. */
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
