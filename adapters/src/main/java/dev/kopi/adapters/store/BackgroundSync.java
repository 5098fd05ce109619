package dev.kopi.adapters.store;

import dev.kopi.core.store.StoreException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Forces what was written to the disk, on a thread of its own: a slow disk holds up no block. */
final class BackgroundSync implements AutoCloseable {
  private static final long CLOSE_SECONDS = 60;

  private final KeyValue db;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> Thread.ofPlatform().daemon().name("store-sync").unstarted(work));
  private volatile @Nullable StoreException failure;

  BackgroundSync(KeyValue db) {
    this.db = db;
  }

  /**
   * Asks for all that was written so far to be forced soon.
   *
   * @throws StoreException when that failed before: the store must not go on
   */
  void request() {
    StoreException failed = failure;
    if (failed != null) {
      throw new StoreException(failed.reason(), String.valueOf(failed.getMessage()), failed);
    }
    if (!asked.getAndSet(true)) {
      thread.execute(this::sync);
    }
  }

  private void sync() {
    asked.set(false);
    try {
      db.sync();
    } catch (StoreException e) {
      failure = e;
    }
  }

  /** Lets what is being forced come to its end. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
