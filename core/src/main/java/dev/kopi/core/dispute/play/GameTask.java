package dev.kopi.core.dispute.play;

import dev.kopi.core.dispute.solver.Action;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/** One transaction that a challenger wants to send for a game. */
public sealed interface GameTask {
  /** What tells it from other tasks of the game: the same for the same effect on L1. */
  String key();

  /**
   * Answers a claim.
   *
   * @param disputed the value of the answered claim
   * @param bond wei to send along
   */
  record Move(Action.Move move, Hash disputed, UInt256 bond) implements GameTask {
    @Override
    public String key() {
      return (move.attack() ? "attack " : "defend ") + move.parent() + " with " + move.value();
    }
  }

  /** Executes a step. */
  record Step(Action.Step step) implements GameTask {
    @Override
    public String key() {
      return "step against " + step.claim();
    }
  }

  /**
   * Loads a part of a pre-image that a step needs.
   *
   * @param claim the claim that the step counters
   */
  record LoadPreimage(int claim, StepData.PreimagePart part) implements GameTask {
    @Override
    public String key() {
      // Local data belong to the outputs that the claim is about.
      return "load " + part.key() + "+" + part.offset() + (part.isLocal() ? " for " + claim : "");
    }
  }

  /** Proves that the proposal names a wrong block. */
  record ChallengeBlockNumber(Action.ChallengeBlockNumber challenge) implements GameTask {
    @Override
    public String key() {
      return "challenge of the block number";
    }
  }

  /**
   * Resolves a claim.
   *
   * @param answers how many claims answer it
   */
  record ResolveClaim(int claim, int answers) implements GameTask {
    @Override
    public String key() {
      return "resolution of " + claim;
    }
  }

  /** Resolves the game. */
  record ResolveGame() implements GameTask {
    @Override
    public String key() {
      return "resolution";
    }
  }

  /** Has the game pay, or unlock, what it owes to an account. */
  record ClaimCredit(Address recipient) implements GameTask {
    @Override
    public String key() {
      return "credit of " + recipient;
    }
  }
}
