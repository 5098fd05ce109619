package dev.kopi.services.challenger.trace;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.rules.LocalContext;
import dev.kopi.core.dispute.solver.SplitTrace;
import dev.kopi.core.dispute.solver.TraceProvider;
import dev.kopi.core.rollup.OutputRoot;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The executions of the fault-proof program that a game disputes, each in a folder of its own. */
final class MachineExecutions implements SplitTrace.Executions {
  /** Runs the machine on what a dispute is about. */
  interface Machines {
    /** The states of a run; nothing runs before it is asked. */
    TraceProvider trace(Path folder, ExecutionInputs inputs, int depth);
  }

  private final GameFacts game;
  private final RollupOutputTrace outputs;
  private final Path folder;
  private final Machines machines;
  private final Map<String, TraceProvider> traces = new ConcurrentHashMap<>();

  MachineExecutions(GameFacts game, RollupOutputTrace outputs, Path folder, Machines machines) {
    this.game = game;
    this.outputs = outputs;
    this.folder = folder;
    this.machines = machines;
  }

  @Override
  public TraceProvider between(@Nullable Claim starting, Claim disputed, int depth) {
    LocalContext context =
        new LocalContext(
            starting == null ? game.proposal().anchorRoot() : starting.value(),
            starting == null ? Position.NONE : starting.position(),
            disputed.value(),
            disputed.position());
    String name = context.hash().toHex();
    TraceProvider known = traces.get(name);
    if (known != null) {
      return known;
    }
    long agreedBlock =
        starting == null
            ? game.proposal().anchorBlock().toLongSaturated()
            : outputs.claimedBlock(starting.position());
    OutputRoot agreed = outputs.output(agreedBlock);
    ExecutionInputs inputs =
        new ExecutionInputs(
            game.proposal().l1Head(),
            agreed.blockHash(),
            context.starting(),
            context.disputed(),
            outputs.claimedBlock(disputed.position()));
    TraceProvider trace = machines.trace(folder.resolve(name), inputs, depth);
    TraceProvider other = traces.putIfAbsent(name, trace);
    return other == null ? trace : other;
  }
}
