package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameCalls;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.OracleCalls;
import dev.kopi.core.dispute.play.Funding;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.ResolutionGas;
import dev.kopi.core.dispute.solver.StepData.PreimagePart;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.txmgr.TxCandidate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transactions of tasks. */
final class TaskCalls {
  private static final int LENGTH_BYTES = 8;
  private static final int KECCAK = 2;
  private static final int SHA256 = 4;

  private TaskCalls() {}

  /** The transaction; null for a pre-image of a type that cannot be loaded. */
  static @Nullable TxCandidate transaction(GameFacts game, GameTask task) {
    return switch (task) {
      case GameTask.Move(var move, var disputed, _) ->
          candidate(
              game, task, GameCalls.move(move.attack(), disputed, move.parent(), move.value()));
      case GameTask.Step(var step) ->
          candidate(game, task, GameCalls.step(step.claim(), step.attack(), step.data()));
      case GameTask.ChallengeBlockNumber(var challenge) ->
          candidate(game, task, GameCalls.challengeBlockNumber(challenge.proof()));
      case GameTask.ResolveClaim(int claim, _) ->
          candidate(game, task, GameCalls.resolveClaim(claim, ResolutionGas.MAX_ANSWERS));
      case GameTask.ResolveGame() -> candidate(game, task, GameCalls.resolve());
      case GameTask.ClaimCredit(var recipient) ->
          candidate(game, task, GameCalls.claimCredit(recipient));
      case GameTask.LoadPreimage load -> load(game, load);
    };
  }

  private static TxCandidate candidate(GameFacts game, GameTask task, Bytes data) {
    return new TxCandidate(
        game.address(), Funding.deposit(task), data, List.of(), ResolutionGas.of(task));
  }

  private static @Nullable TxCandidate load(GameFacts game, GameTask.LoadPreimage load) {
    PreimagePart part = load.part();
    if (part.isLocal()) {
      long identifier = Hash.of(part.key()).word(3);
      return candidate(game, load, GameCalls.addLocalData(identifier, load.claim(), part.offset()));
    }
    Bytes value = part.value().slice(LENGTH_BYTES, part.value().size());
    Bytes call =
        switch (part.key().get(0)) {
          case KECCAK -> OracleCalls.loadKeccak256(part.offset(), value);
          case SHA256 -> OracleCalls.loadSha256(part.offset(), value);
          default -> null;
        };
    return call == null
        ? null
        : new TxCandidate(game.contracts().oracle(), Funding.deposit(load), call, List.of(), 0);
  }
}
