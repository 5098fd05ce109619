package dev.kopi.core.dispute.solver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the honest actor does in one round.
 *
 * @param actions in the order of the claims that they answer; safe to take in any case
 * @param stopped why later claims were not looked at; null when all were
 */
public record Decision(List<Action> actions, @Nullable Stop stopped) {
  /** Copies the list. */
  public Decision {
    actions = List.copyOf(actions);
  }

  /**
   * Why a decision ended early: answers to later claims could depend on the missing value.
   *
   * @param claim the claim whose answer needs the value
   * @param cause what is missing
   */
  public record Stop(int claim, TraceException cause) {}
}
