package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The muxTracer: several tracers at once, by name. */
final class MuxTracer implements DebugTracer {
  private final Map<String, DebugTracer> parts;

  MuxTracer(Map<String, DebugTracer> parts) {
    this.parts = new TreeMap<>(parts);
  }

  @Override
  public boolean wantsSteps() {
    return parts.values().stream().anyMatch(Tracer::wantsSteps);
  }

  @Override
  public boolean wantsMemory(int opcode) {
    return parts.values().stream().anyMatch(part -> part.wantsMemory(opcode));
  }

  @Override
  public void begin(TracedTransaction transaction) {
    parts.values().forEach(part -> part.begin(transaction));
  }

  @Override
  public void authorized(long refund) {
    parts.values().forEach(part -> part.authorized(refund));
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    parts.values().forEach(part -> part.enter(kind, depth, from, to, input, gas, value));
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    parts.values().forEach(part -> part.exit(depth, outcome));
  }

  @Override
  public void beforeStep(Step step) {
    for (DebugTracer part : parts.values()) {
      if (part.wantsSteps()) {
        part.beforeStep(step);
      }
    }
  }

  @Override
  public void step(Step step) {
    for (DebugTracer part : parts.values()) {
      if (part.wantsSteps()) {
        part.step(step);
      }
    }
  }

  @Override
  public void halted(HaltSite site) {
    parts.values().forEach(part -> part.halted(site));
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    parts.values().forEach(part -> part.selfDestruct(depth, contract, heir, balance));
  }

  @Override
  public void log(Log log) {
    parts.values().forEach(part -> part.log(log));
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    ObjectNode json = Json.object();
    parts.forEach((name, part) -> json.set(name, part.end(transaction, outcome)));
    return json;
  }
}
