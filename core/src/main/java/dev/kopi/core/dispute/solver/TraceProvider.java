package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Hash;

/**
 * The right values of one trace: of output roots, or of the states of one execution. Methods block,
 * and throw {@link TraceException} when the value cannot be had.
 */
public interface TraceProvider {
  /** The right value of a claim at a position. */
  Hash value(Position position);

  /**
   * What is needed to execute the step that leads to the state at a position of the maximal depth.
   */
  StepData step(Position position);
}
