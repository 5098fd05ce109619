package dev.kopi.services.engine.rpc.call;

import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.Halt;
import org.jspecify.annotations.Nullable;

/** Finds the operation at which the outermost call of a transaction halts. */
final class HaltSite implements Tracer {
  private @Nullable String text;

  @Override
  public void step(Step step) {
    Halt halt = step.halt();
    if (halt != null && step.depth() == 1) {
      text = HaltErrors.text(halt, step);
    }
  }

  /** The message for the halt, or null when none is seen. */
  @Nullable String text() {
    return text;
  }
}
