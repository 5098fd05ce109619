package dev.kopi.services.engine.rpc.trace.parity;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.WorldState;
import dev.kopi.services.engine.rpc.trace.CallNode;
import dev.kopi.services.engine.rpc.trace.CallRecorder;
import dev.kopi.services.engine.rpc.trace.OverlaidState;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Traces transactions for the trace namespace. */
final class ReplayTracer implements DebugTracer {
  private final TraceTypes types;
  private final @Nullable Predicate<CallNode> listed;
  private final TraceSize size;
  private final CallRecorder calls;
  private final Set<Address> created = new HashSet<>();
  private VmTraceRecorder operations;
  private @Nullable TracedTransaction current;
  private @Nullable PrecompileSet precompiles;
  private StateDiff before = StateDiff.NONE;

  private ReplayTracer(TraceTypes types, @Nullable Predicate<CallNode> listed, TraceSize size) {
    this.types = types;
    this.listed = listed;
    this.size = size;
    this.calls = new CallRecorder(size, this::isKept);
    this.operations = new VmTraceRecorder(size);
  }

  /**
   * A tracer whose result has an output and what {@code types} ask for.
   *
   * @param size counts what the response holds
   */
  static ReplayTracer results(TraceTypes types, TraceSize size) {
    return new ReplayTracer(types, null, size);
  }

  /** A tracer whose result is the list of calls with their place, those that are wanted. */
  static ReplayTracer list(Predicate<CallNode> wanted) {
    return new ReplayTracer(TraceTypes.CALLS, wanted, new TraceSize());
  }

  /** Calls of precompiles are left out, unless they carry value. */
  private boolean isKept(CallNode call) {
    return call.isCreate() || !isPrecompile(call.to()) || carriesValue(call);
  }

  private static boolean carriesValue(CallNode call) {
    return !call.type().equals("STATICCALL") && !call.value().isZero();
  }

  private boolean isPrecompile(Address address) {
    PrecompileSet known = precompiles;
    return known != null && known.at(address) != null;
  }

  @Override
  public boolean wantsSteps() {
    return types.vmTrace();
  }

  @Override
  public boolean wantsMemory(int opcode) {
    return types.vmTrace();
  }

  @Override
  public void begin(TracedTransaction transaction) {
    calls.reset();
    created.clear();
    operations = new VmTraceRecorder(size);
    current = transaction;
    precompiles = Precompiles.of(transaction.block().rules(), transaction.crypto());
    before = types.stateDiff() ? transaction.world().diff() : StateDiff.NONE;
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    calls.enter(kind, depth, from, to, input, gas, value);
    CallNode call = calls.current();
    if (kind.isCreate()) {
      created.add(to);
    }
    TracedTransaction transaction = current;
    if (types.vmTrace() && transaction != null) {
      WorldState world = transaction.world();
      Bytes code = kind.isCreate() ? input : world.code(world.account(to));
      operations.enter(code, depth == 0 || call == null || isKept(call));
    }
  }

  @Override
  public void step(Step step) {
    operations.step(step);
  }

  @Override
  public void halted(HaltSite site) {
    calls.halted(site);
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    calls.exit(depth, outcome);
    if (types.vmTrace()) {
      operations.exit();
    }
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    calls.selfDestruct(depth, contract, heir, balance);
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    current = null;
    CallNode root = calls.root();
    if (root == null) {
      root = CallNode.neverStarted(transaction);
    }
    if (listed != null) {
      return CallTraces.of(root, transaction.place(), listed);
    }
    ObjectNode json = Json.object();
    Bytes output = outcome.halt() == null ? outcome.output() : Bytes.EMPTY;
    size.add(2L * output.size());
    json.set("output", JsonValues.data(output));
    json.set("stateDiff", types.stateDiff() ? stateDiff(transaction) : JsonValues.nothing());
    json.set("trace", types.trace() ? CallTraces.of(root, null, call -> true) : Json.array());
    json.set("vmTrace", types.vmTrace() ? JsonValues.raw(operations.json()) : JsonValues.nothing());
    return json;
  }

  private ObjectNode stateDiff(TracedTransaction transaction) {
    StateDiff after = transaction.world().diff();
    return new StateDiffs(
            new OverlaidState(transaction.base(), before),
            new OverlaidState(transaction.base(), after),
            created,
            size)
        .json(before, after);
  }
}
