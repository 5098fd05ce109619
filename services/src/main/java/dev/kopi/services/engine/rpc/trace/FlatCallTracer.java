package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TracePlace;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The flatCallTracer: the calls of a transaction as a list, in the format of Parity. */
final class FlatCallTracer implements DebugTracer {
  private static final Map<String, String> PARITY =
      Map.of(
          "contract creation code storage out of gas", "Out of gas",
          "out of gas", "Out of gas",
          "gas uint64 overflow", "Out of gas",
          "max code size exceeded", "Out of gas",
          "invalid jump destination", "Bad jump destination",
          "execution reverted", "Reverted",
          "return data out of bounds", "Out of bounds",
          "stack limit reached 1024 (1023)", "Out of stack",
          "precompiled failed", "Built-in failed",
          "invalid input length", "Built-in failed");

  private final boolean convertErrors;
  private final boolean includePrecompiles;
  private final CallRecorder calls;
  private @Nullable PrecompileSet precompiles;

  FlatCallTracer(@Nullable JsonNode config, TraceSize size) {
    this.convertErrors = TraceOptions.flag(config, "convertParityErrors");
    this.includePrecompiles = TraceOptions.flag(config, "includePrecompiles");
    this.calls = new CallRecorder(size, this::isKept);
  }

  private boolean isKept(CallNode call) {
    boolean plain = call.type().equals("CALL") || call.type().equals("STATICCALL");
    PrecompileSet known = precompiles;
    return includePrecompiles || !plain || known == null || known.at(call.to()) == null;
  }

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void begin(TracedTransaction transaction) {
    calls.reset();
    precompiles = Precompiles.of(transaction.block().rules(), transaction.crypto());
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    calls.enter(kind, depth, from, to, input, gas, value);
  }

  @Override
  public void halted(HaltSite site) {
    calls.halted(site);
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    calls.exit(depth, outcome);
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    calls.selfDestruct(depth, contract, heir, balance);
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    ArrayNode out = Json.array();
    CallNode root = calls.root();
    if (root == null) {
      root = CallNode.neverStarted(transaction);
    }
    long gas = transaction.transaction().gasLimit();
    add(out, root, List.of(), gas, outcome.gasUsed(), transaction.place());
    return out;
  }

  private void add(
      ArrayNode out,
      CallNode call,
      List<Integer> address,
      long gas,
      long gasUsed,
      @Nullable TracePlace place) {
    ObjectNode json = out.addObject();
    boolean destroys = call.type().equals("SELFDESTRUCT");
    json.set("action", destroys ? destruction(call) : action(call, gas));
    json.set("blockHash", JsonValues.dataOrNull(place == null ? null : place.blockHash()));
    json.put("blockNumber", place == null ? 0 : place.blockNumber());
    String error = call.error();
    if (error != null) {
      json.put("error", convertErrors ? parityError(error) : error);
    }
    if (!destroys && (error == null || call.reverted())) {
      json.set("result", result(call, gasUsed));
    }
    json.put("subtraces", call.calls().size());
    ArrayNode traceAddress = json.putArray("traceAddress");
    address.forEach(traceAddress::add);
    json.set(
        "transactionHash", JsonValues.dataOrNull(place == null ? null : place.transactionHash()));
    json.put("transactionPosition", place == null ? 0 : place.index());
    json.put("type", destroys ? "suicide" : call.isCreate() ? "create" : "call");
    int index = 0;
    for (CallNode inner : call.calls()) {
      List<Integer> innerAddress = new ArrayList<>(address);
      innerAddress.add(index++);
      add(out, inner, innerAddress, inner.gas(), inner.gasUsed(), place);
    }
  }

  private static ObjectNode destruction(CallNode call) {
    ObjectNode json = Json.object();
    json.set("address", JsonValues.data(call.from()));
    json.set("balance", JsonValues.quantity(call.value()));
    json.set("refundAddress", JsonValues.data(call.to()));
    return json;
  }

  private static ObjectNode action(CallNode call, long gas) {
    ObjectNode json = Json.object();
    String type = call.type().toLowerCase(Locale.ROOT);
    json.put(call.isCreate() ? "creationMethod" : "callType", type);
    json.set("from", JsonValues.data(call.from()));
    json.set("gas", JsonValues.quantity(gas));
    json.set(call.isCreate() ? "init" : "input", JsonValues.data(call.input()));
    if (!call.isCreate()) {
      json.set("to", JsonValues.data(call.to()));
    }
    json.set(
        "value",
        JsonValues.quantity(call.type().equals("STATICCALL") ? UInt256.ZERO : call.value()));
    return json;
  }

  private static ObjectNode result(CallNode call, long gasUsed) {
    ObjectNode json = Json.object();
    if (call.isCreate()) {
      if (call.error() == null) {
        json.set("address", JsonValues.data(call.to()));
      }
      json.set("code", JsonValues.data(call.output()));
    }
    json.set("gasUsed", JsonValues.quantity(gasUsed));
    if (!call.isCreate()) {
      json.set("output", JsonValues.data(call.output()));
    }
    return json;
  }

  private static String parityError(String error) {
    String known = PARITY.get(error);
    if (known != null) {
      return known;
    }
    if (error.startsWith("out of gas:")) {
      return "Out of gas";
    }
    if (error.startsWith("invalid opcode:")) {
      return "Bad instruction";
    }
    return error.startsWith("stack underflow") ? "Stack underflow" : error;
  }
}
