package dev.kopi.adapters.store;

import dev.kopi.core.store.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Counts who is inside, so that a native database is closed only when nobody uses it. */
final class Gate {
  private static final long CLOSED = Long.MIN_VALUE;

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

  /** Lets nobody in any more and waits until all are out; false when it was closed before. */
  boolean close() {
    long old;
    do {
      old = state.get();
      if (old < 0) {
        return false;
      }
    } while (!state.compareAndSet(old, old | CLOSED));
    while (state.get() != CLOSED) {
      LockSupport.parkNanos(100_000);
    }
    return true;
  }
}
