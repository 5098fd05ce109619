package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** The right output roots of a game. Methods block and throw as those of {@link GameTrace}. */
public interface OutputTrace {
  /** The right value of a claim at a position down to the split depth. */
  Hash value(Position position);

  /** See {@link GameTrace#wrongBlockNumber}. */
  @Nullable BlockNumberProof wrongBlockNumber();
}
