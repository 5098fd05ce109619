package dev.kopi.adapters.store.kv;

import dev.kopi.core.store.StoreException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Syncs the database on a thread of its own, so that a slow disk does not delay blocks. */
public final class BackgroundSync implements AutoCloseable {
  private static final long CLOSE_SECONDS = 60;

  private final KeyValueStore db;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> Thread.ofPlatform().daemon().name("store-sync").unstarted(work));
  private volatile @Nullable StoreException failure;

  public BackgroundSync(KeyValueStore db) {
    this.db = db;
  }

  /**
   * Requests a sync of everything written so far.
   *
   * @throws StoreException when an earlier sync failed: the store must not go on
   */
  public void request() {
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
    } catch (RuntimeException | Error e) {
      failure = new StoreException(StoreException.Reason.IO, "cannot sync: " + e, e);
      throw e;
    }
  }

  /** Waits for the sync in progress. */
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
