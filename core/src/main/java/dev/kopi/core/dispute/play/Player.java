package dev.kopi.core.dispute.play;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.play.Turn.Due;
import dev.kopi.core.dispute.rules.BondCurve;
import dev.kopi.core.dispute.solver.Action;
import dev.kopi.core.dispute.solver.Decision;
import dev.kopi.core.dispute.solver.GameTrace;
import dev.kopi.core.dispute.solver.HonestActor;
import dev.kopi.core.dispute.solver.Resolution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what a challenger does in a game at one L1 block. It remembers nothing. */
public final class Player {
  private static final long NEVER = Long.MAX_VALUE;

  private final PlayRules rules;

  /** A player for an operator. */
  public Player(PlayRules rules) {
    this.rules = rules;
  }

  /** What is to be done in a game that is in progress; nothing in one that is over. */
  public Turn decide(GameView game, GameTrace trace) {
    if (game.status() != GameStatus.IN_PROGRESS) {
      return new Turn(List.of(), null, NEVER);
    }
    List<Due> tasks = new ArrayList<>(resolutions(game));
    if (game.blockNumberChallenged() || endsGame(tasks)) {
      return new Turn(tasks, null, nextExpiry(game));
    }
    Decision decision = new HonestActor(trace).decide(game.tree());
    long next = nextExpiry(game);
    List<Due> answers = new ArrayList<>();
    for (Action action : decision.actions()) {
      Due due = due(game, action);
      if (due == null) {
        continue;
      }
      long from = notBefore(game, action);
      if (from <= game.nowSeconds()) {
        answers.add(due);
      } else {
        next = Math.min(next, from);
      }
    }
    // Of two answers the more urgent comes first; the order of claims decides between equals.
    answers.sort(Comparator.comparingLong(Due::deadlineSeconds));
    tasks.addAll(answers);
    return new Turn(tasks, decision.stopped(), next);
  }

  private static boolean endsGame(List<Due> tasks) {
    return tasks.stream().anyMatch(due -> due.task() instanceof GameTask.ResolveGame);
  }

  /**
   * The claims whose clocks have run out, from the leaves to the root, and the game behind them.
   */
  public List<Due> resolutions(GameView game) {
    Resolution.Plan plan =
        Resolution.plan(
            game.tree(),
            game.resolved(),
            game.parameters().maxClockSeconds(),
            game.nowSeconds(),
            rules.selectiveResolution() ? rules.accounts() : null);
    List<Due> tasks = new ArrayList<>();
    for (List<Integer> round : plan.rounds()) {
      for (int claim : round) {
        tasks.add(new Due(new GameTask.ResolveClaim(claim, answers(game.tree(), claim)), NEVER));
      }
    }
    // Selective resolution leaves the game to others: it pays nobody.
    if (!rules.selectiveResolution() && (plan.resolvesRoot() || game.resolved().contains(0))) {
      tasks.add(new Due(new GameTask.ResolveGame(), NEVER));
    }
    return tasks;
  }

  private static int answers(ClaimTree tree, int index) {
    return (int) tree.claims().stream().filter(claim -> claim.parent() == index).count();
  }

  /** The task of an action; null when it comes too late. */
  private static @Nullable Due due(GameView game, Action action) {
    return switch (action) {
      case Action.Move move -> {
        Due due = move(game, move);
        yield due.deadlineSeconds() <= game.nowSeconds() ? null : due;
      }
      // Steps have no clock: they are taken until the claim is resolved.
      case Action.Step step ->
          game.resolved().contains(step.claim())
              ? null
              : new Due(
                  new GameTask.Step(step), expiry(game, game.tree().claims().get(step.claim())));
      case Action.ChallengeBlockNumber challenge ->
          new Due(new GameTask.ChallengeBlockNumber(challenge), expiry(game, game.tree().root()));
    };
  }

  private long notBefore(GameView game, Action action) {
    int answered =
        switch (action) {
          case Action.Move move -> move.parent();
          case Action.Step step -> step.claim();
          case Action.ChallengeBlockNumber _ -> 0;
        };
    List<Claim> claims = game.tree().claims();
    long own =
        claims.stream()
            .filter(claim -> !claim.isRoot() && rules.accounts().contains(claim.claimant()))
            .count();
    return rules.responseDelaySeconds() == 0 || own < rules.responseDelayAfter()
        ? 0
        : claims.get(answered).clock().timestampSeconds() + rules.responseDelaySeconds();
  }

  /** When the next clock runs out for good. */
  private static long nextExpiry(GameView game) {
    long next = NEVER;
    for (Claim claim : game.tree().claims()) {
      long end = expiry(game, claim) + 1;
      if (!game.resolved().contains(claim.index()) && end > game.nowSeconds()) {
        next = Math.min(next, end);
      }
    }
    return next;
  }

  /** When the clock of the side that would answer a claim runs out. */
  private static long expiry(GameView game, Claim claim) {
    long now = game.nowSeconds();
    return now + game.parameters().maxClockSeconds() - game.tree().challengerSeconds(claim, now);
  }

  private static Due move(GameView game, Action.Move move) {
    Claim parent = game.tree().claims().get(move.parent());
    int depth = parent.depth() + 1;
    return new Due(
        new GameTask.Move(
            move, parent.value(), BondCurve.of(game.parameters().maxDepth()).at(depth)),
        expiry(game, parent));
  }
}
