package dev.kopi.core.dispute.solver;

import dev.kopi.core.primitives.Hash;

/** What the honest actor does in a game. */
public sealed interface Action {
  /** Why the honest actor does it. */
  Reason reason();

  /** Why an action is taken. */
  enum Reason {
    /** The root claim is wrong. */
    ROOT_CLAIM_IS_WRONG,
    /** The claim counters one that the honest actor agrees with. */
    COUNTERS_HONEST_CLAIM,
    /**
     * The claim answers the same claim as the honest actor does, and not to the right of its
     * answer: left alone it would take the bond.
     */
    COMPETES_WITH_HONEST_CLAIM,
    /** The root claim is right, but belongs to another block. */
    BLOCK_NUMBER_IS_WRONG
  }

  /**
   * Answers a claim with another.
   *
   * @param parent the answered claim
   * @param attack whether the claim is wrong, and not right and incomplete
   * @param value the new claim
   */
  record Move(int parent, boolean attack, Hash value, Reason reason) implements Action {}

  /**
   * Counters a claim at the maximal depth by executing one step.
   *
   * @param claim the countered claim
   * @param attack whether the claim is the state after the step, and not the state before it
   */
  record Step(int claim, boolean attack, StepData data, Reason reason) implements Action {}

  /** Proves that the proposed output root belongs to another block than the proposal says. */
  record ChallengeBlockNumber(BlockNumberProof proof) implements Action {
    @Override
    public Reason reason() {
      return Reason.BLOCK_NUMBER_IS_WRONG;
    }
  }
}
