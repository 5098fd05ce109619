package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.rules.LocalContext;
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
    Outputs outputs = outputs(game, reference, position, splitDepth);
    return executions.between(
        outputs.starting(), outputs.disputed(), game.maxDepth() - splitDepth - 1);
  }

  /**
   * The claims between which an execution is disputed.
   *
   * @param starting null for the anchor
   */
  private record Outputs(@Nullable Claim starting, Claim disputed) {}

  private static Outputs outputs(
      ClaimTree game, Claim reference, Position position, int splitDepth) {
    Claim leaf = game.ancestorAtDepth(reference, splitDepth);
    // To the right of the leaf the execution that follows it is disputed, else the one before it.
    if (position.compareTo(leaf.position().rightmost(position.depth())) > 0) {
      return new Outputs(leaf, output(game, leaf, leaf.position().next()));
    }
    boolean first = leaf.position().indexAtDepth().isZero();
    return new Outputs(first ? null : output(game, leaf, leaf.position().previous()), leaf);
  }

  /**
   * The outputs between which a claim below the split depth disputes an execution.
   *
   * @param anchor the output root that the game starts from
   */
  public static LocalContext context(ClaimTree game, Claim claim, int splitDepth, Hash anchor) {
    Outputs outputs = outputs(game, claim, claim.position(), splitDepth);
    Claim starting = outputs.starting();
    Claim disputed = outputs.disputed();
    return new LocalContext(
        starting == null ? anchor : starting.value(),
        starting == null ? Position.NONE : starting.position(),
        disputed.value(),
        disputed.position());
  }

  private static Claim output(ClaimTree game, Claim leaf, Position position) {
    Claim output = game.ancestorCommittingTo(leaf, position);
    if (output == null) {
      throw new TraceException("no claim above " + leaf.index() + " commits to " + position);
    }
    return output;
  }
}
