package dev.kopi.services.engine.rpc.call;

import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.HaltSite;
import org.jspecify.annotations.Nullable;

/** Finds the operation at which the outermost call of a transaction halts. */
final class OutermostHalt implements Tracer {
  private @Nullable HaltSite last;

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void halted(HaltSite site) {
    last = site;
  }

  /** The site, or null when none is known. The outermost frame halts last. */
  @Nullable HaltSite site() {
    return last;
  }
}
