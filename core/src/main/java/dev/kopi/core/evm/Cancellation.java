package dev.kopi.core.evm;

/**
 * Stops running code from another thread. The EVM looks at it at every jump and call, so that code
 * stops after at most one run through a contract's code, one precompile or one copy of memory.
 */
public final class Cancellation {
  private volatile boolean cancelled;

  /** Stops what runs with this, and what starts later. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether {@link #cancel} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Throws when cancelled.
   *
   * @throws CancelledException after {@link #cancel}
   */
  public void check() {
    if (cancelled) {
      throw new CancelledException();
    }
  }
}
