package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.GameView;
import dev.kopi.core.dispute.play.PlayRules;
import dev.kopi.core.dispute.play.Player;
import dev.kopi.core.dispute.play.Turn;
import dev.kopi.core.dispute.rules.LocalContext;
import dev.kopi.core.dispute.solver.Decision;
import dev.kopi.core.dispute.solver.GameTrace;
import dev.kopi.core.dispute.solver.HonestActor;
import dev.kopi.core.dispute.solver.SplitTrace;
import dev.kopi.core.dispute.solver.StepData.PreimagePart;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One look at a game: reads it at an L1 block, and decides what to do. Runs in any thread. */
final class GameTurn {
  private final DisputeChain l1;
  private final GameTraces traces;
  private final Player player;
  private final Set<Address> accounts;
  private final InstantSource clock;

  GameTurn(DisputeChain l1, GameTraces traces, PlayRules rules, InstantSource clock) {
    this.l1 = l1;
    this.traces = traces;
    this.player = new Player(rules);
    this.accounts = rules.accounts();
    this.clock = clock;
  }

  /** Looks at a game; never throws for what lies outside. */
  TurnReport take(GameFacts game, GameSnapshot.Glance glance, DisputeChain.Head head) {
    long start = clock.millis();
    Looked looked = look(game, glance, head);
    return new TurnReport(
        game.address(),
        head,
        looked.turn(),
        looked.problem(),
        looked.refusal(),
        looked.agrees(),
        looked.locked(),
        clock.millis() - start);
  }

  private record Looked(
      @Nullable Turn turn,
      @Nullable String problem,
      @Nullable String refusal,
      @Nullable Boolean agrees,
      UInt256 locked) {}

  private Looked look(GameFacts game, GameSnapshot.Glance glance, DisputeChain.Head head) {
    try {
      String refusal = traces.refusal(game);
      if (refusal != null) {
        return new Looked(null, null, refusal, null, UInt256.ZERO);
      }
      GameSnapshot snapshot = l1.snapshot(game.address(), glance, head);
      ClaimTree tree = new ClaimTree(snapshot.claims(), game.parameters().maxDepth());
      GameView view =
          new GameView(
              game.parameters(),
              snapshot.status(),
              snapshot.blockNumberChallenged(),
              tree,
              snapshot.resolved(),
              head.seconds());
      GameTrace trace = traces.open(game);
      Turn turn = withPreimages(game, tree, player.decide(view, trace), head);
      return new Looked(turn, problem(turn.stopped()), null, agrees(trace, tree), locked(tree));
    } catch (TraceException | RpcException | RpcTransportException | DecodeException e) {
      return new Looked(null, String.valueOf(e.getMessage()), null, null, UInt256.ZERO);
    }
  }

  private UInt256 locked(ClaimTree tree) {
    return tree.claims().stream()
        .filter(claim -> accounts.contains(claim.claimant()))
        .map(Claim::bond)
        .reduce(UInt256.ZERO, UInt256::add);
  }

  private static @Nullable String problem(Decision.@Nullable Stop stop) {
    return stop == null ? null : "claim " + stop.claim() + ": " + stop.cause().getMessage();
  }

  private static @Nullable Boolean agrees(GameTrace trace, ClaimTree tree) {
    try {
      return new HonestActor(trace).agreesWithRoot(tree);
    } catch (TraceException e) {
      return null;
    }
  }

  /** A step whose pre-image is not in the oracle waits until it is. */
  private Turn withPreimages(GameFacts game, ClaimTree tree, Turn turn, DisputeChain.Head head) {
    List<Turn.Due> tasks = new ArrayList<>();
    for (Turn.Due due : turn.tasks()) {
      if (due.task() instanceof GameTask.Step(var step) && step.data().preimage() != null) {
        PreimagePart part = step.data().preimage();
        Hash key = oracleKey(game, tree, step.claim(), part);
        if (!l1.isLoaded(game.contracts().oracle(), key, part.offset(), head)) {
          tasks.add(
              new Turn.Due(new GameTask.LoadPreimage(step.claim(), part), due.deadlineSeconds()));
          continue;
        }
      }
      tasks.add(due);
    }
    return turn.withTasks(tasks);
  }

  private static Hash oracleKey(GameFacts game, ClaimTree tree, int claim, PreimagePart part) {
    Hash key = Hash.of(part.key());
    if (!part.isLocal()) {
      return key;
    }
    LocalContext context =
        SplitTrace.context(
            tree,
            tree.claims().get(claim),
            game.parameters().splitDepth(),
            game.proposal().anchorRoot());
    return LocalContext.key(key.word(3), game.address(), context.hash());
  }
}
