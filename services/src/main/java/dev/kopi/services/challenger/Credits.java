package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameCredits;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.core.dispute.play.CreditClaim;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.Turn;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be claimed of a game that is over.
 *
 * @param tasks the claims that can be made now
 * @param claimable wei that the game owes to the accounts in all
 * @param nextSeconds when to read the credits again; {@link CreditClaim#NEVER} when all are paid
 */
record Credits(List<Turn.Due> tasks, UInt256 claimable, long nextSeconds) {
  Credits {
    tasks = List.copyOf(tasks);
  }

  static Credits of(GameFacts game, List<GameCredits> credits, long nowSeconds) {
    List<Turn.Due> tasks = new ArrayList<>();
    UInt256 claimable = UInt256.ZERO;
    long next = CreditClaim.NEVER;
    for (GameCredits credit : credits) {
      claimable = claimable.add(credit.credit());
      long due =
          CreditClaim.dueSeconds(
              credit.credit(),
              game.parameters().version().paysInTwoPhases(),
              credit.unlocked(),
              credit.withdrawableSeconds());
      if (due <= nowSeconds) {
        tasks.add(new Turn.Due(new GameTask.ClaimCredit(credit.account()), Long.MAX_VALUE));
      }
      next = Math.min(next, due);
    }
    return new Credits(tasks, claimable, next);
  }
}
