package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a game that first bisects output roots, then the execution between two of them.
 *
 * @param outputs the output roots
 * @param splitDepth the depth of the claims about the output of one block
 * @param executions finds the execution between two outputs
 */
public record SplitTrace(OutputTrace outputs, int splitDepth, Executions executions)
    implements GameTrace {
  /** Finds the trace of an execution. */
  public interface Executions {
    /**
     * The execution between two claimed outputs of adjacent blocks.
     *
     * @param starting the claim that it starts from; null for the anchor
     * @param disputed the claim that it ends with, or not
     * @param depth the trace has 2^depth states
     */
    TraceProvider between(@Nullable Claim starting, Claim disputed, int depth);
  }

  @Override
  public Hash value(ClaimTree game, Claim reference, Position position) {
    return position.depth() <= splitDepth
        ? outputs.value(position)
        : execution(game, reference, position).value(position.relativeTo(splitDepth + 1));
  }

  @Override
  public StepData step(ClaimTree game, Claim reference, Position position) {
    return execution(game, reference, position).step(position.relativeTo(splitDepth + 1));
  }

  @Override
  public @Nullable BlockNumberProof wrongBlockNumber() {
    return outputs.wrongBlockNumber();
  }

  private TraceProvider execution(ClaimTree game, Claim reference, Position position) {
    Claim leaf = game.ancestorAtDepth(reference, splitDepth);
    int depth = game.maxDepth() - splitDepth - 1;
    // To the right of the leaf the execution that follows it is disputed, else the one before it.
    if (position.compareTo(leaf.position().rightmost(position.depth())) > 0) {
      return executions.between(leaf, output(game, leaf, leaf.position().next()), depth);
    }
    boolean first = leaf.position().indexAtDepth().isZero();
    Claim starting = first ? null : output(game, leaf, leaf.position().previous());
    return executions.between(starting, leaf, depth);
  }

  private static Claim output(ClaimTree game, Claim leaf, Position position) {
    Claim output = game.ancestorCommittingTo(leaf, position);
    if (output == null) {
      throw new TraceException("no claim above " + leaf.index() + " commits to " + position);
    }
    return output;
  }
}
