package dev.kopi.apps.bridge;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.core.dispute.model.Proposal;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.GameView;
import dev.kopi.core.dispute.play.PlayRules;
import dev.kopi.core.dispute.play.Player;
import dev.kopi.core.dispute.play.Turn;
import dev.kopi.core.dispute.solver.Resolution;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Chooses the games to resolve: those whose clocks have run out and that end with the truth, as the
 * user's own L2 node has it.
 *
 * @param warnings receives a line for each game that is left as it is
 */
record ResolutionChoice(RootCheck check, Consumer<String> warnings) {
  private static final Player EVERYTHING = new Player(new PlayRules(Set.of(), false, 0, 0));
  private static final UInt256 LAST_BLOCK = UInt256.of(Long.MAX_VALUE);

  /**
   * What ends a game now.
   *
   * @return the resolutions in their order, the game's as the last; empty for a game whose clocks
   *     run, and for one that would end with an untruth
   */
  List<GameTask> choose(GameFacts game, GameView now) {
    List<GameTask> due = EVERYTHING.resolutions(now).stream().map(Turn.Due::task).toList();
    if (due.isEmpty() || !(due.getLast() instanceof GameTask.ResolveGame)) {
      return List.of();
    }
    boolean stands =
        !now.blockNumberChallenged() && Resolution.forecast(now.tree()).getFirst().isZero();
    RootCheck.Finding finding = find(game);
    switch (finding.verdict()) {
      case RIGHT -> {
        if (!stands) {
          warnings.accept(finding.words() + ", and is refuted nevertheless: it is not resolved");
          return List.of();
        }
      }
      case WRONG -> {
        if (stands) {
          warnings.accept(finding.words() + ", and nobody refuted it: it is not resolved");
          return List.of();
        }
      }
      case UNKNOWN -> {
        warnings.accept(finding.words() + ": it is not resolved");
        return List.of();
      }
    }
    return due;
  }

  private RootCheck.Finding find(GameFacts game) {
    Proposal proposal = game.proposal();
    UInt256 block = proposal.l2Block();
    return block.compareTo(LAST_BLOCK) > 0
        ? new RootCheck.Finding(
            RootCheck.Verdict.WRONG,
            "dispute game %s is about L2 block %s, which cannot be"
                .formatted(game.address(), block))
        : check.of(game.address(), proposal.rootClaim(), block.toLongExact());
  }
}
