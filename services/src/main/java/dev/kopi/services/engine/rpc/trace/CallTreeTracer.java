package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.call.ExecutionErrors;
import dev.kopi.services.engine.rpc.call.HaltErrors;
import dev.kopi.services.engine.rpc.call.PrecompileErrors;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The callTracer: the calls of a transaction as a tree. */
final class CallTreeTracer implements DebugTracer {
  /** The estimated size of a call or log without its data. */
  private static final int CALL_CHARS = 512;

  private final boolean onlyTopCall;
  private final boolean withLog;
  private final TraceSize size;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable ObjectNode root;
  private @Nullable HaltSite haltSite;
  private int logIndex;

  /** A call that has not ended. */
  private static final class Open {
    final ObjectNode json;
    final CallKind kind;

    /** The account whose state the code runs on. */
    final Address self;

    final Address to;
    final UInt256 value;
    final long gas;
    final ArrayNode calls = Json.array();
    final List<ObjectNode> logs = new ArrayList<>();

    Open(ObjectNode json, CallKind kind, Address self, Address to, UInt256 value, long gas) {
      this.json = json;
      this.kind = kind;
      this.self = self;
      this.to = to;
      this.value = value;
      this.gas = gas;
    }
  }

  CallTreeTracer(@Nullable JsonNode config, TraceSize size) {
    this.size = size;
    this.onlyTopCall = TraceOptions.flag(config, "onlyTopCall");
    this.withLog = TraceOptions.flag(config, "withLog");
  }

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void begin(TracedTransaction transaction) {
    open.clear();
    root = null;
    logIndex = transaction.firstLog();
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    boolean wanted = depth == 0 || !onlyTopCall;
    size.add(wanted ? CALL_CHARS + 2L * input.size() : 0);
    ObjectNode json = Json.object();
    Open caller = open.peek();
    boolean delegates = kind == CallKind.DELEGATECALL || kind == CallKind.CALLCODE;
    // Delegated code sees another sender, but the caller is the executing contract itself.
    Address self = delegates && caller != null ? caller.self : to;
    json.set("from", JsonValues.data(delegates ? self : from));
    json.set("gas", JsonValues.quantity(gas));
    json.set("gasUsed", JsonValues.quantity(0));
    json.set("to", JsonValues.data(to));
    json.set("input", JsonValues.data(wanted ? input : Bytes.EMPTY));
    open.push(new Open(json, kind, self, to, value, gas));
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    Open ended = open.pop();
    ObjectNode json = ended.json;
    json.set("gasUsed", JsonValues.quantity(ended.gas - outcome.gasLeft()));
    Halt halt = outcome.halt();
    if (outcome.success()) {
      output(json, outcome.output());
    } else {
      String error = halt == null ? "execution reverted" : HaltErrors.text(halt, haltSite);
      if (halt == Halt.PRECOMPILE_FAILED) {
        error = PrecompileErrors.text(ended.to, Bytes.fromHex(json.path("input").stringValue()));
      }
      json.put("error", error);
      if (ended.kind.isCreate()) {
        json.remove("to");
      }
      if (halt == null) {
        output(json, outcome.output());
        String reason = ExecutionErrors.reason(outcome.output());
        if (reason != null) {
          json.put("revertReason", reason);
        }
      }
      ended.logs.clear();
      dropLogs(ended.calls);
    }
    haltSite = null;
    if (!ended.calls.isEmpty()) {
      json.set("calls", ended.calls);
    }
    if (!ended.logs.isEmpty()) {
      json.putArray("logs").addAll(ended.logs);
    }
    if (ended.kind != CallKind.STATICCALL) {
      json.set("value", JsonValues.quantity(ended.value));
    }
    json.put("type", ended.kind.name());
    Open caller = open.peek();
    if (caller == null) {
      root = json;
    } else if (!onlyTopCall) {
      caller.calls.add(json);
    }
  }

  @Override
  public void halted(HaltSite site) {
    haltSite = site;
  }

  private void output(ObjectNode json, Bytes output) {
    if (!output.isEmpty()) {
      size.add(2L * output.size());
      json.set("output", JsonValues.data(output));
    }
  }

  /** Removes the logs of the calls beneath a failed call. */
  private static void dropLogs(JsonNode calls) {
    Deque<JsonNode> left = new ArrayDeque<>();
    left.add(calls);
    for (JsonNode list = left.poll(); list != null; list = left.poll()) {
      for (JsonNode call : list) {
        ((ObjectNode) call).remove("logs");
        if (call.has("calls")) {
          left.add(call.get("calls"));
        }
      }
    }
  }

  @Override
  public void log(Log log) {
    Open running = open.peek();
    int index = logIndex++;
    if (!withLog || running == null || (onlyTopCall && open.size() > 1)) {
      return;
    }
    size.add(CALL_CHARS + 2L * log.data().size());
    running.logs.add(json(log, index, running.calls.size()));
  }

  /** A log with its index in the block and the number of calls before it. */
  static ObjectNode json(Log log, int index, int position) {
    ObjectNode json = Json.object();
    json.set("address", JsonValues.data(log.address()));
    ArrayNode topics = json.putArray("topics");
    log.topics().forEach(topic -> topics.add(topic.toHex()));
    json.set("data", JsonValues.data(log.data()));
    json.set("index", JsonValues.quantity(index));
    json.set("position", JsonValues.quantity(position));
    return json;
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    Open running = open.peek();
    if (running == null || onlyTopCall) {
      return;
    }
    size.add(CALL_CHARS);
    ObjectNode json = Json.object();
    json.set("from", JsonValues.data(contract));
    json.put("gas", "0x0");
    json.put("gasUsed", "0x0");
    json.set("to", JsonValues.data(heir));
    json.put("input", "0x");
    json.set("value", JsonValues.quantity(balance));
    json.put("type", "SELFDESTRUCT");
    running.calls.add(json);
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    ObjectNode json = root;
    if (json == null) {
      json = neverStarted(transaction);
    }
    json.set("gas", JsonValues.quantity(transaction.transaction().gasLimit()));
    json.set("gasUsed", JsonValues.quantity(outcome.gasUsed()));
    return json;
  }

  /** A deposit may fail before its call starts. */
  private static ObjectNode neverStarted(TracedTransaction transaction) {
    ObjectNode json = Json.object();
    json.set("from", JsonValues.data(transaction.sender()));
    json.put("gas", "0x0");
    json.put("gasUsed", "0x0");
    Address to = transaction.transaction().to();
    if (to != null) {
      json.set("to", JsonValues.data(to));
    }
    json.set("input", JsonValues.data(transaction.transaction().data()));
    json.put("error", "failed deposit transaction");
    json.set("value", JsonValues.quantity(transaction.transaction().value()));
    json.put("type", to == null ? "CREATE" : "CALL");
    return json;
  }
}
