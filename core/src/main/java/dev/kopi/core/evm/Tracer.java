package dev.kopi.core.evm;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;

/** Observes execution. Without a tracer none of this is collected. */
public interface Tracer {
  /**
   * The authorizations of a transaction were applied, before its call begins.
   *
   * @param refund the gas refund for authorities that existed before
   */
  default void authorized(long refund) {}

  /**
   * A frame begins. Also called for precompiles, accounts without code, and calls that fail at
   * once.
   *
   * @param depth 0 for the outermost call
   */
  default void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {}

  /** The innermost open frame ends. */
  default void exit(int depth, CallOutcome outcome) {}

  /** An operation is about to run. Its cost, refund and halt are not known yet. */
  default void beforeStep(Step step) {}

  /** An operation completed or failed. For a call, before its frame begins. */
  default void step(Step step) {}

  /** A contract executed SELFDESTRUCT. */
  default void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {}

  /** The running frame emitted a log. It persists only if the frame and its callers succeed. */
  default void log(Log log) {}

  /** The running frame halted at this operation. Not called for all reasons; before its exit. */
  default void halted(HaltSite site) {}

  /** Whether {@link #step} is to be called. */
  default boolean wantsSteps() {
    return true;
  }

  /** Whether {@link Step#memory} is to be filled in at this operation. */
  default boolean wantsMemory(int opcode) {
    return false;
  }
}
