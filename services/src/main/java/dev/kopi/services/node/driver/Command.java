package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A command for the driver. */
sealed interface Command {
  /** L1 has a new head. */
  record L1HeadChanged(L1BlockRef ref) implements Command {}

  /** L1 has a new safe block. */
  record L1SafeChanged(L1BlockRef ref) implements Command {}

  /** L1 has a new final block. */
  record L1FinalizedChanged(L1BlockRef ref) implements Command {}

  /** An unsafe payload arrived. */
  record UnsafePayload(UnsafePayloads.Entry entry) implements Command {}

  /** Starts the sequencer on this head. */
  record StartSequencer(Hash head, CompletableFuture<Void> done) implements Command {}

  /** Stops the sequencer; returns the unsafe head. */
  record StopSequencer(CompletableFuture<Hash> done) implements Command {}

  /** Switches recover mode. */
  record SetRecover(boolean on) implements Command {}

  /** Resets the derivation pipeline. */
  record Reset(CompletableFuture<Void> done) implements Command {}

  /** A derivation step ended. */
  record Stepped(long generation, Outcome outcome) implements Command {}

  /** The outcome of a derivation step. */
  sealed interface Outcome {
    /** The pipeline is reset. */
    record ResetDone() implements Outcome {}

    /** The result of the step, and the events on the way. */
    record Done(StepResult step, List<DerivationEvent> events) implements Outcome {
      public Done {
        events = List.copyOf(events);
      }
    }

    /** The step threw an exception. */
    record Failed(RuntimeException failure) implements Outcome {}
  }
}
