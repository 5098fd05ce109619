package dev.kopi.core.dispute.solver;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimId;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.Action.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an honest actor does in a game, by the claims alone: it remembers nothing, and does
 * not look at who made a claim.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/stage-one/honest-challenger-fdg.html">Honest
 *     challenger</a>
 */
public final class HonestActor {
  private final GameTrace trace;

  /** The actor that knows this trace. */
  public HonestActor(GameTrace trace) {
    this.trace = trace;
  }

  /**
   * Whether the root claim is right.
   *
   * @throws TraceException when its right value cannot be had
   */
  public boolean agreesWithRoot(ClaimTree game) {
    return agrees(game, game.root());
  }

  /** What to do now. */
  public Decision decide(ClaimTree game) {
    HonestClaims honest = new HonestClaims();
    List<Action> actions = new ArrayList<>();
    int at = 0;
    try {
      if (agreesWithRoot(game)) {
        BlockNumberProof proof = trace.wrongBlockNumber();
        if (proof != null) {
          return new Decision(List.of(new Action.ChallengeBlockNumber(proof)), null);
        }
        honest.addRoot(game.root());
      }
      for (Claim claim : game.claims()) {
        at = claim.index();
        Reason reason = reasonToCounter(game, claim, honest);
        if (reason != null) {
          Action action =
              claim.depth() == game.maxDepth()
                  ? step(game, claim, reason)
                  : move(game, claim, reason, honest);
          if (action != null) {
            actions.add(action);
          }
        }
      }
      return new Decision(actions, null);
    } catch (TraceException e) {
      return new Decision(actions, new Decision.Stop(at, e));
    }
  }

  private static @Nullable Reason reasonToCounter(
      ClaimTree game, Claim claim, HonestClaims honest) {
    if (honest.contains(claim)) {
      return null;
    }
    Claim parent = game.parent(claim);
    if (parent == null) {
      return Reason.ROOT_CLAIM_IS_WRONG;
    }
    if (honest.contains(parent)) {
      return Reason.COUNTERS_HONEST_CLAIM;
    }
    Position answer = honest.answerTo(parent);
    // A claim to the right of the honest answer gets nothing: the leftmost that stands wins.
    return answer != null && claim.position().compareTraceIndex(answer, game.maxDepth()) <= 0
        ? Reason.COMPETES_WITH_HONEST_CLAIM
        : null;
  }

  private boolean agrees(ClaimTree game, Claim claim) {
    return trace.value(game, claim, claim.position()).equals(claim.value());
  }

  private @Nullable Action move(ClaimTree game, Claim claim, Reason reason, HonestClaims honest) {
    boolean attack = !agrees(game, claim);
    if (!attack && claim.isRoot()) {
      return null;
    }
    Position position = claim.position().move(attack);
    ClaimId answer = new ClaimId(position, trace.value(game, claim, position), claim.index());
    honest.addAnswer(claim, answer);
    return game.contains(answer)
        ? null
        : new Action.Move(claim.index(), attack, answer.value(), reason);
  }

  private @Nullable Action step(ClaimTree game, Claim claim, Reason reason) {
    if (claim.isCountered()) {
      return null;
    }
    boolean attack = !agrees(game, claim);
    Position position = attack ? claim.position() : claim.position().next();
    return new Action.Step(claim.index(), attack, trace.step(game, claim, position), reason);
  }
}
