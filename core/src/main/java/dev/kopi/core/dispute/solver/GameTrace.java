package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The right values of a game: output roots down to the split depth, below it the executions between
 * two of them. Methods block, and throw {@link TraceException} when the value cannot be had.
 */
public interface GameTrace {
  /**
   * The right value of a claim at a position.
   *
   * @param reference the claim itself, or the one that it answers
   */
  Hash value(ClaimTree game, Claim reference, Position position);

  /**
   * What is needed to execute the step that leads to the state at a position.
   *
   * @param reference the claim that is countered
   */
  StepData step(ClaimTree game, Claim reference, Position position);

  /**
   * A proof that the proposed output root, which is right, belongs to another block than the
   * proposal says; null when the block is right.
   */
  @Nullable BlockNumberProof wrongBlockNumber();
}
