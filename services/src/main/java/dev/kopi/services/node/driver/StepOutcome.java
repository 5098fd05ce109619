package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.pipeline.StepResult;
import java.util.List;

/** The outcome of a task of the derivation thread. */
sealed interface StepOutcome {
  /** The pipeline is reset. */
  record ResetDone() implements StepOutcome {}

  /** The result of a step, and the events on the way. */
  record Done(StepResult step, List<DerivationEvent> events) implements StepOutcome {
    public Done {
      events = List.copyOf(events);
    }
  }

  /** The task threw an exception. */
  record Failed(RuntimeException failure) implements StepOutcome {}
}
