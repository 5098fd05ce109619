package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hex;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import dev.kopi.services.engine.rpc.call.HaltErrors;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The struct logger: records each operation. Operations are kept as JSON text, the smallest form.
 */
final class StructLogger implements DebugTracer {
  private static final int SLOAD = 0x54;
  private static final int SSTORE = 0x55;

  private final TraceOptions options;
  private final TraceSize size;
  private final Map<Address, TreeMap<UInt256, UInt256>> storage = new HashMap<>();
  private StringBuilder text = new StringBuilder();
  private long refundBefore;
  private @Nullable WorldState world;

  StructLogger(TraceOptions options, TraceSize size) {
    this.options = options;
    this.size = size;
  }

  @Override
  public boolean wantsMemory(int opcode) {
    return options.memory();
  }

  @Override
  public void begin(TracedTransaction transaction) {
    text = new StringBuilder("[");
    storage.clear();
    refundBefore = 0;
    world = transaction.world();
  }

  @Override
  public void authorized(long refund) {
    refundBefore = refund;
  }

  @Override
  public void step(Step step) {
    if (world == null || (options.limit() != 0 && text.length() > options.limit())) {
      return;
    }
    int before = text.length();
    if (text.length() > 1) {
      text.append(',');
    }
    text.append("{\"pc\":").append(step.pc());
    text.append(",\"op\":\"").append(Opcode.name(step.opcode()));
    text.append("\",\"gas\":").append(Long.toUnsignedString(step.gas()));
    text.append(",\"gasCost\":").append(Long.toUnsignedString(step.gasCost()));
    text.append(",\"depth\":").append(step.depth());
    Halt halt = step.halt();
    if (halt != null && !HaltErrors.whileRunning(step, halt)) {
      text.append(",\"error\":\"").append(HaltErrors.text(halt, step)).append('"');
    }
    if (options.stack()) {
      writeStack(step);
    }
    if (options.returnData() && !step.returnData().isEmpty()) {
      text.append(",\"returnData\":\"").append(step.returnData().toHex()).append('"');
    }
    if (options.memory() && !step.memory().isEmpty()) {
      writeMemory(step.memory());
    }
    if (options.storage()) {
      writeStorage(step, world);
    }
    long refund = step.refund() + refundBefore;
    if (refund != 0) {
      text.append(",\"refund\":").append(refund);
    }
    text.append('}');
    size.add((long) text.length() - before);
  }

  private void writeStack(Step step) {
    text.append(",\"stack\":[");
    for (int i = 0; i < step.stackSize(); i++) {
      text.append(i == 0 ? "\"" : ",\"").append(step.stack(i).toHex()).append('"');
    }
    text.append(']');
  }

  private void writeMemory(Bytes memory) {
    text.append(",\"memory\":[");
    for (int at = 0; at < memory.size(); at += 32) {
      byte[] word = new byte[32];
      memory.copyTo(at, word, 0, Math.min(32, memory.size() - at));
      text.append(at == 0 ? "\"" : ",\"").append(Hex.encode(word)).append('"');
    }
    text.append(']');
  }

  private void writeStorage(Step step, WorldState state) {
    int top = step.stackSize() - 1;
    boolean reads = step.opcode() == SLOAD && top >= 0;
    boolean writes = step.opcode() == SSTORE && top >= 1;
    if (!reads && !writes) {
      return;
    }
    TreeMap<UInt256, UInt256> slots =
        storage.computeIfAbsent(step.contract(), contract -> new TreeMap<>());
    UInt256 key = step.stack(top);
    slots.put(key, writes ? step.stack(top - 1) : state.storage(step.contract(), key));
    text.append(",\"storage\":{");
    boolean first = true;
    for (Map.Entry<UInt256, UInt256> slot : slots.entrySet()) {
      text.append(first ? "\"" : ",\"").append(slot.getKey().toHash().toHex());
      text.append("\":\"").append(slot.getValue().toHash().toHex()).append('"');
      first = false;
    }
    text.append('}');
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    world = null;
    ObjectNode json = Json.object();
    json.put("gas", outcome.gasUsed());
    json.put("failed", !outcome.success());
    json.set(
        "returnValue", JsonValues.data(outcome.halt() == null ? outcome.output() : Bytes.EMPTY));
    json.set("structLogs", JsonValues.raw(text.append(']').toString()));
    text = new StringBuilder();
    return json;
  }
}
