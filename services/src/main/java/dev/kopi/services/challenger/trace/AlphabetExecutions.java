package dev.kopi.services.challenger.trace;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.solver.AlphabetTrace;
import dev.kopi.core.dispute.solver.SplitTrace;
import dev.kopi.core.dispute.solver.TraceProvider;
import org.jspecify.annotations.Nullable;

/** The letters that games of the type alphabet dispute. */
record AlphabetExecutions(RollupOutputTrace outputs) implements SplitTrace.Executions {
  @Override
  public TraceProvider between(@Nullable Claim starting, Claim disputed, int depth) {
    return new AlphabetTrace(outputs.claimedBlock(disputed.position()) - 1, depth);
  }
}
