package dev.kopi.services.node;

import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.pipeline.StepResult;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the driver's thread is asked to do. */
sealed interface Command {
  /** L1 has a new head. */
  record L1Head(L1BlockRef ref) implements Command {}

  /** L1 has a new safe block. */
  record L1Safe(L1BlockRef ref) implements Command {}

  /** L1 has a new final block. */
  record L1Finalized(L1BlockRef ref) implements Command {}

  /** A block came from outside. */
  record UnsafePayload(UnsafePayloads.Entry entry) implements Command {}

  /** Sequence, on this head. */
  record StartSequencer(Hash head, CompletableFuture<Void> done) implements Command {}

  /** Do not sequence any more; answers the head. */
  record StopSequencer(CompletableFuture<Hash> done) implements Command {}

  /** Let the L1 origin catch up, or do so no more. */
  record SetRecover(boolean on) implements Command {}

  /** Start over. */
  record Reset(CompletableFuture<Void> done) implements Command {}

  /** A step of derivation came to its end. */
  record Stepped(long generation, Outcome outcome) implements Command {}

  /** How a step of derivation ended. */
  sealed interface Outcome {
    /** The pipeline starts over. */
    record ResetDone() implements Outcome {}

    /** It did what it should, and this happened on the way. */
    record Done(StepResult step, List<DerivationEvent> events) implements Outcome {
      public Done {
        events = List.copyOf(events);
      }
    }

    /** It threw. */
    record Failed(RuntimeException failure) implements Outcome {}
  }
}
