package dev.kopi.apps.conformance.solver;

import static dev.kopi.apps.conformance.DifferenceException.equal;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.DifferenceException;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Clock;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.Action;
import dev.kopi.core.dispute.solver.BlockNumberProof;
import dev.kopi.core.dispute.solver.Decision;
import dev.kopi.core.dispute.solver.GameTrace;
import dev.kopi.core.dispute.solver.HonestActor;
import dev.kopi.core.dispute.solver.OutputTrace;
import dev.kopi.core.dispute.solver.Resolution;
import dev.kopi.core.dispute.solver.SingleTrace;
import dev.kopi.core.dispute.solver.SplitTrace;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.dispute.solver.TraceProvider;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.OutputRoot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One recorded game: the honest actor's actions, and resolution where that is recorded. */
final class SolverCase {
  private static final BlockNumberProof WRONG_NUMBER =
      new BlockNumberProof(new OutputRoot(Hash.ZERO, Hash.ZERO, Hash.ZERO), Bytes.EMPTY);

  /** The two outputs of a recorded execution; -1 for the anchor. */
  private record Outputs(int starting, int disputed) {}

  private final JsonNode recorded;
  private final Map<String, RecordedTrace> traces;
  private final ClaimTree game;

  private SolverCase(JsonNode recorded, Map<String, RecordedTrace> traces) {
    this.recorded = recorded;
    this.traces = traces;
    this.game =
        new ClaimTree(
            JsonFields.list(recorded, "claims", SolverCase::claim), number(recorded, "maxDepth"));
  }

  static CaseResult run(JsonNode recorded, Map<String, RecordedTrace> traces) {
    String name = JsonFields.text(JsonFields.required(recorded, "id"), "id");
    try {
      SolverCase replayed = new SolverCase(recorded, traces);
      if (JsonFields.optional(recorded, "resolveCalls") == null) {
        replayed.decide(replayed.game);
      } else {
        replayed.resolve();
      }
      return new CaseResult(name, null);
    } catch (DecodeException | TraceException | DifferenceException e) {
      return new CaseResult(name, String.valueOf(e.getMessage()));
    }
  }

  private static Claim claim(JsonNode json) {
    int parent = number(json, "parent");
    Clock clock =
        json.has("clockTimestamp")
            ? new Clock(
                JsonFields.required(json, "clockDuration").longValue(),
                JsonFields.required(json, "clockTimestamp").longValue())
            : new Clock(0, 0);
    JsonNode gindex = JsonFields.required(json, "gindex");
    return new Claim(
        number(json, "index"),
        parent < 0 ? Claim.NO_PARENT : parent,
        JsonFields.address(json, "counteredBy"),
        JsonFields.address(json, "claimant"),
        UInt256.ZERO,
        JsonFields.hash(json, "value"),
        Position.of(UInt256.of(new BigInteger(gindex.asString()))),
        clock);
  }

  private static int number(JsonNode json, String name) {
    return JsonFields.required(json, name).intValue();
  }

  private GameTrace trace() {
    BlockNumberProof wrong =
        recorded.path("l2BlockNumberWrong").booleanValue(false) ? WRONG_NUMBER : null;
    if (recorded.has("splitDepth")) {
      Map<Outputs, RecordedTrace> executions = new HashMap<>();
      for (JsonNode one : JsonFields.required(recorded, "bottomTraces")) {
        executions.put(new Outputs(number(one, "pre"), number(one, "post")), trace(one, "trace"));
      }
      return new SplitTrace(
          outputs(trace(recorded, "topTrace"), wrong),
          number(recorded, "splitDepth"),
          (starting, disputed, depth) -> execution(executions, starting, disputed, depth));
    }
    TraceProvider single =
        recorded.has("trace") ? trace(recorded, "trace") : new CountingTrace(game.maxDepth());
    return new SingleTrace(single, wrong);
  }

  private static OutputTrace outputs(RecordedTrace trace, @Nullable BlockNumberProof wrong) {
    return new OutputTrace() {
      @Override
      public Hash value(Position position) {
        return trace.value(position);
      }

      @Override
      public @Nullable BlockNumberProof wrongBlockNumber() {
        return wrong;
      }
    };
  }

  private static TraceProvider execution(
      Map<Outputs, RecordedTrace> executions, @Nullable Claim starting, Claim disputed, int depth) {
    Outputs outputs = new Outputs(starting == null ? -1 : starting.index(), disputed.index());
    RecordedTrace trace = executions.get(outputs);
    if (trace == null || trace.depth() != depth) {
      throw new TraceException("no trace of depth " + depth + " is recorded for " + outputs);
    }
    return trace;
  }

  private RecordedTrace trace(JsonNode json, String name) {
    String id = JsonFields.text(JsonFields.required(json, name), name);
    RecordedTrace trace = traces.get(id);
    if (trace == null) {
      throw new DecodeException("the trace " + id + " is missing");
    }
    return trace;
  }

  private void decide(ClaimTree current) {
    HonestActor actor = new HonestActor(trace());
    if (recorded.has("agreeWithRootClaim")) {
      equal(
          "whether the root claim is right",
          JsonFields.bool(recorded, "agreeWithRootClaim"),
          actor.agreesWithRoot(current));
    }
    Decision decision = actor.decide(current);
    Decision.Stop stopped = decision.stopped();
    if (stopped != null) {
      throw stopped.cause();
    }
    List<String> expected = new ArrayList<>();
    JsonFields.required(recorded, "actions").forEach(action -> expected.add(recorded(action)));
    equal("the actions", expected, decision.actions().stream().map(SolverCase::text).toList());
  }

  private static String recorded(JsonNode json) {
    String type = JsonFields.text(JsonFields.required(json, "type"), "type");
    List<String> words = new ArrayList<>(List.of(type));
    for (String field :
        List.of(
            "parent",
            "attack",
            "value",
            "preState",
            "proofData",
            "oracleKey",
            "oracleData",
            "oracleOffset")) {
      JsonNode value = json.get(field);
      if (value != null) {
        words.add(field + "=" + value.asString());
      }
    }
    return String.join(" ", words);
  }

  private static String text(Action action) {
    return switch (action) {
      case Action.ChallengeBlockNumber challenge -> "challenge-l2-block";
      case Action.Move move ->
          (move.attack() ? "attack" : "defend")
              + " parent="
              + move.parent()
              + " attack="
              + move.attack()
              + " value="
              + move.value().toHex();
      case Action.Step step ->
          "step parent=" + step.claim() + " attack=" + step.attack() + text(step.data());
    };
  }

  private static String text(StepData data) {
    String text = " preState=" + data.preState().toHex() + " proofData=" + data.proof().toHex();
    StepData.PreimagePart part = data.preimage();
    return part == null
        ? text
        : text
            + " oracleKey="
            + part.key().toHex()
            + " oracleData="
            + part.value().toHex()
            + " oracleOffset="
            + part.offset();
  }

  private void resolve() {
    long now = JsonFields.required(recorded, "now").longValue();
    long maxClock = JsonFields.required(recorded, "maxClockDuration").longValue();
    for (Claim claim : game.claims()) {
      JsonNode json = JsonFields.required(recorded, "claims").get(claim.index());
      equal(
          "the clock of claim " + claim.index(),
          JsonFields.required(json, "chessClock").longValue(),
          game.challengerSeconds(claim, now));
    }
    List<Address> forecast = Resolution.forecast(game);
    equal("who counters each claim", addresses("counteredByIfAllResolvedNow"), forecast);
    equal(
        "the outcome",
        JsonFields.text(JsonFields.required(recorded, "outcomeIfAllResolvedNow"), "outcome"),
        outcome(forecast));
    act(now, maxClock);
  }

  private void act(long now, long maxClock) {
    boolean selective = JsonFields.bool(recorded, "selective");
    Set<Address> selected = selective ? new TreeSet<>(addresses("claimants")) : null;
    Resolution.Plan plan = Resolution.plan(game, Set.of(), maxClock, now, selected);
    List<List<Integer>> calls =
        JsonFields.list(
            recorded, "resolveCalls", call -> JsonFields.asList(call, "call", JsonNode::intValue));
    equal("the claims that are resolved", calls, plan.rounds());
    boolean resolved = !selective && plan.resolvesRoot();
    equal("whether the game is resolved", JsonFields.bool(recorded, "resolvedGame"), resolved);
    equal("who counters each claim then", addresses("counteredByAfter"), plan.counteredBy());
    equal(
        "the status then",
        JsonFields.text(JsonFields.required(recorded, "statusAfter"), "status"),
        resolved ? outcome(plan.counteredBy()) : "In Progress");
    if (!resolved) {
      List<Claim> after =
          game.claims().stream()
              .map(claim -> claim.countered(plan.counteredBy().get(claim.index())))
              .toList();
      decide(new ClaimTree(after, game.maxDepth()));
    }
  }

  private List<Address> addresses(String name) {
    return JsonFields.list(recorded, name, node -> JsonFields.asAddress(node, name));
  }

  private static String outcome(List<Address> counteredBy) {
    return counteredBy.getFirst().isZero() ? "Defender Won" : "Challenger Won";
  }
}
