package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A game over one trace.
 *
 * @param wrongNumber a proof against the block number; null when it is right
 */
public record SingleTrace(TraceProvider trace, @Nullable BlockNumberProof wrongNumber)
    implements GameTrace {
  @Override
  public Hash value(ClaimTree game, Claim reference, Position position) {
    return trace.value(position);
  }

  @Override
  public StepData step(ClaimTree game, Claim reference, Position position) {
    return trace.step(position);
  }

  @Override
  public @Nullable BlockNumberProof wrongBlockNumber() {
    return wrongNumber;
  }
}
