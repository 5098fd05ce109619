package dev.kopi.services.engine.payload;

import dev.kopi.core.evm.Cancellation;

/** Ends a running build, from any thread. */
final class BuildControl {
  private final Cancellation poolPhase = new Cancellation();
  private final Cancellation whole = new Cancellation();

  /**
   * Seals the block with the transactions that it has by now. The transaction that is running is
   * left out, unless it is a forced one.
   */
  void finish() {
    poolPhase.cancel();
  }

  /** Stops the build without a block. */
  void abandon() {
    whole.cancel();
    poolPhase.cancel();
  }

  /** Whether no further pool transaction is to be added. */
  boolean isFinishing() {
    return poolPhase.isCancelled();
  }

  /** Stops the pool phase of the build. */
  Cancellation poolPhase() {
    return poolPhase;
  }

  /** Stops the build. */
  Cancellation whole() {
    return whole;
  }
}
