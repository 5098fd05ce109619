package dev.kopi.services.engine.rpc.trace.script;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.script.Script;
import dev.kopi.adapters.script.ScriptException;
import dev.kopi.adapters.script.ScriptLimits;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.call.HaltErrors;
import dev.kopi.services.engine.rpc.call.PrecompileErrors;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TracePlace;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A tracer in JavaScript: an object with the functions step, fault, enter, exit, setup and result.
 *
 * @see <a href="https://geth.ethereum.org/docs/developers/evm-tracing/javascript-tutorial">The
 *     tracers of go-ethereum</a>
 */
public final class ScriptTracer implements DebugTracer {
  private static final long MAX_ALLOCATED = 256L << 20;

  private final String source;
  private final String config;
  private final ScriptLimits limits;
  private final TraceSize size;
  private final Deque<ScriptFrame> open = new ArrayDeque<>();
  private final Map<String, @Nullable Object> context = new HashMap<>();
  private Script script;
  private boolean wantsSteps;
  private boolean wantsFrames;
  private @Nullable ScriptState state;
  private @Nullable ScriptLog log;
  private @Nullable Object database;
  private @Nullable ScriptFrame destroyed;
  private @Nullable HaltSite haltSite;
  private long refundBefore;

  /**
   * Compiles a tracer.
   *
   * @param source an expression
   * @param config the tracer's options, or null
   * @param time what the script has for each transaction
   * @throws RpcException when it is malformed
   */
  public ScriptTracer(String source, @Nullable JsonNode config, Duration time, TraceSize size) {
    this.source = source;
    this.config = config == null ? "{}" : config.toString();
    this.limits = new ScriptLimits(time, MAX_ALLOCATED);
    this.size = size;
    this.script = new Script(limits);
    // A first time without a transaction, to refuse what is malformed.
    ScriptFunctions.define(script, address -> false);
    run(this::load);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (ScriptException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
  }

  private void load() {
    script.load(source);
    for (String needed : new String[] {"result", "fault"}) {
      if (!script.has(needed)) {
        throw new ScriptException("trace object must expose a function " + needed + "()");
      }
    }
    wantsSteps = script.has("step");
    wantsFrames = script.has("enter");
    if (wantsFrames != script.has("exit")) {
      throw new ScriptException(
          "trace object must expose either both or none of enter() and exit()");
    }
    if (script.has("setup")) {
      script.call("setup", config);
    }
  }

  /** Fault is called for operations as well. */
  @Override
  public boolean wantsSteps() {
    return true;
  }

  @Override
  public boolean wantsMemory(int opcode) {
    return true;
  }

  @Override
  public void begin(TracedTransaction traced) {
    open.clear();
    context.clear();
    destroyed = null;
    haltSite = null;
    refundBefore = 0;
    script = new Script(limits);
    PrecompileSet precompiles = Precompiles.of(traced.block().rules(), traced.crypto());
    ScriptFunctions.define(script, address -> precompiles.at(address) != null);
    run(this::load);
    ScriptState found = new ScriptState(traced.world());
    state = found;
    database = script.object(found.functions());
    Transaction transaction = traced.transaction();
    TracePlace place = traced.place();
    if (place != null) {
      context.put("blockHash", place.blockHash().toBytes());
      context.put("txIndex", (long) place.index());
      context.put("txHash", place.transactionHash().toBytes());
    }
    context.put("block", traced.block().number());
    context.put("gas", transaction.gasLimit());
    context.put("gasPrice", tip(traced));
    context.put("coinbase", traced.block().beneficiary().toBytes());
  }

  /** What the beneficiary gets for a unit of gas. */
  private static BigInteger tip(TracedTransaction traced) {
    Transaction transaction = traced.transaction();
    BigInteger most = transaction.maxFeePerGas().toBigInteger();
    if (transaction instanceof Transaction.Deposit || most.signum() == 0) {
      return BigInteger.ZERO;
    }
    return most.subtract(traced.block().baseFee().toBigInteger())
        .min(transaction.maxPriorityFeePerGas().toBigInteger());
  }

  @Override
  public void authorized(long refund) {
    refundBefore = refund;
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    ScriptFrame parent = open.peek();
    boolean delegates = kind == CallKind.DELEGATECALL || kind == CallKind.CALLCODE;
    Address self = delegates && parent != null ? parent.self() : to;
    UInt256 seen = kind == CallKind.STATICCALL ? null : value;
    ScriptFrame frame =
        new ScriptFrame(kind.name(), from, delegates ? self : from, to, self, input, gas, seen);
    open.push(frame);
    if (depth == 0) {
      log = new ScriptLog(script, frame);
      context.put("type", kind.isCreate() ? "CREATE" : "CALL");
      context.put("from", from.toBytes());
      context.put("to", to.toBytes());
      context.put("input", input);
      context.put("value", value.toBigInteger());
    } else {
      entered(frame);
    }
  }

  private void entered(ScriptFrame frame) {
    if (wantsFrames) {
      UInt256 value = frame.value();
      run(() ->
          script.call(
              "enter",
              script.object(
                  Map.of(
                      "getType", arguments -> frame.type(),
                      "getFrom", arguments -> frame.from().toBytes(),
                      "getTo", arguments -> frame.to().toBytes(),
                      "getInput", arguments -> frame.input(),
                      "getGas", arguments -> frame.gas(),
                      "getValue", arguments -> value == null ? null : value.toBigInteger()))));
    }
  }

  private void exited(long gasUsed, Bytes output, @Nullable String error) {
    if (wantsFrames) {
      run(() ->
          script.call(
              "exit",
              script.object(
                  Map.of(
                      "getGasUsed", arguments -> gasUsed,
                      "getOutput", arguments -> output,
                      "getError", arguments -> error))));
    }
  }

  @Override
  public void halted(HaltSite site) {
    haltSite = site;
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    ScriptFrame ended = open.pop();
    Halt halt = outcome.halt();
    String error = outcome.success() ? null : "execution reverted";
    if (halt != null) {
      error =
          halt == Halt.PRECOMPILE_FAILED
              ? PrecompileErrors.text(ended.to(), ended.input())
              : HaltErrors.text(halt, haltSite);
    }
    haltSite = null;
    if (depth == 0) {
      if (error != null) {
        context.put("error", error);
      }
      context.put("output", outcome.output());
    } else {
      exited(ended.gas() - outcome.gasLeft(), outcome.output(), error);
    }
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    // Reported after its step.
    destroyed =
        new ScriptFrame(
            "SELFDESTRUCT", contract, contract, heir, contract, Bytes.EMPTY, 0, balance);
  }

  @Override
  public void beforeStep(Step step) {
    ScriptState before = state;
    if (before != null) {
      before.before(step);
    }
  }

  @Override
  public void step(Step step) {
    ScriptFrame frame = open.peek();
    ScriptLog shown = log;
    ScriptState before = state;
    Object db = database;
    if (frame == null || shown == null || before == null || db == null) {
      return;
    }
    Halt halt = step.halt();
    boolean running = halt == null || HaltErrors.whileRunning(step, halt);
    String error = halt == null ? null : HaltErrors.text(halt, step);
    shown.show(step, frame, step.refund() + refundBefore, running ? null : error);
    if (wantsSteps) {
      run(() -> script.call("step", shown.object(), db));
    }
    boolean reverts = halt == null && step.opcode() == Opcode.REVERT;
    if (running && (halt != null || reverts)) {
      shown.fail(error == null ? "execution reverted" : error);
      run(() -> script.call("fault", shown.object(), db));
    }
    before.after();
    ScriptFrame gone = destroyed;
    if (gone != null) {
      destroyed = null;
      entered(gone);
      exited(0, Bytes.EMPTY, null);
    }
  }

  @Override
  public JsonNode end(TracedTransaction traced, TransactionOutcome.Executed outcome) {
    context.put("gasUsed", outcome.gasUsed());
    Object db = database;
    if (db == null) {
      throw new IllegalStateException("the transaction did not begin");
    }
    try {
      String json = script.json("result", (int) TraceSize.MAX_CHARS, script.values(context), db);
      size.add(json.length());
      return JsonValues.raw(json);
    } catch (ScriptException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
  }
}
