package dev.kopi.adapters.store;

import dev.kopi.core.store.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Counts who is inside, so that a native database is closed only when nobody uses it. */
final class Gate {
  private static final long CLOSED = Long.MIN_VALUE;
  private static final long WAIT_NANOS = 200_000;
  private static final long MAX_WAITS = 100_000;

  private final AtomicLong state = new AtomicLong();

  /**
   * Goes in.
   *
   * @throws StoreException when it is closed
   */
  void enter() {
    if (state.incrementAndGet() < 0) {
      state.decrementAndGet();
      throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
    }
  }

  /** Goes out. */
  void exit() {
    state.decrementAndGet();
  }

  /**
   * Lets nobody in any more and waits until all are out; false when it was closed before.
   *
   * @throws IllegalStateException when somebody does not come out for a long time
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
