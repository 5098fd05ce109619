package dev.kopi.core.evm;

import dev.kopi.core.chain.Log;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;

/** Watches execution. Without one nothing of what is told here is gathered. */
public interface Tracer {
  /**
   * The delegations of a transaction took effect, before its call begins.
   *
   * @param refund gas to be refunded for accounts that were there before
   */
  default void authorized(long refund) {}

  /**
   * A frame begins; so does a call to a precompile or to no code, and a call that fails at once.
   *
   * @param depth 0 for the call from outside
   */
  default void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {}

  /** The frame that began last and has not ended does so. */
  default void exit(int depth, CallOutcome outcome) {}

  /** An operation was carried out, or failed. Said before a call's frame begins. */
  default void step(Step step) {}

  /** A contract sent its balance away and may be removed at the transaction's end. */
  default void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {}

  /**
   * The frame that runs announced something. It stays only if the frame and its callers succeed.
   */
  default void log(Log log) {}

  /** Whether {@link #step} is wanted at all. */
  default boolean wantsSteps() {
    return true;
  }

  /** Whether {@link Step#memory} is wanted. */
  default boolean wantsMemory() {
    return false;
  }
}
