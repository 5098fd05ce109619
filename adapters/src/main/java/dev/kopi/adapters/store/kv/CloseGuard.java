package dev.kopi.adapters.store.kv;

import dev.kopi.core.store.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Counts the operations in progress, so that a native database is closed only when none is. */
final class CloseGuard {
  private static final long CLOSED = Long.MIN_VALUE;
  private static final long WAIT_NANOS = 200_000;
  private static final long MAX_WAITS = 100_000;

  private final AtomicLong state = new AtomicLong();

  /**
   * Begins an operation.
   *
   * @throws StoreException when the database is closed
   */
  void enter() {
    if (state.incrementAndGet() < 0) {
      state.decrementAndGet();
      throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
    }
  }

  /** Ends an operation. */
  void exit() {
    state.decrementAndGet();
  }

  /**
   * Refuses new operations and waits until all have ended; false when it was closed before.
   *
   * @throws IllegalStateException when an operation does not end within about 20 seconds
   */
  boolean close() {
    long old;
    do {
      old = state.get();
      if (old < 0) {
        return false;
      }
    } while (!state.compareAndSet(old, old | CLOSED));
    for (long waited = 0; state.get() != CLOSED; waited++) {
      if (waited > MAX_WAITS) {
        throw new IllegalStateException("the database is still in use and cannot be closed");
      }
      LockSupport.parkNanos(WAIT_NANOS);
    }
    return true;
  }
}
