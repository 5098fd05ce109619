package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import tools.jackson.databind.JsonNode;

/** The noopTracer: records nothing. */
final class NoopTracer implements DebugTracer {
  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void begin(TracedTransaction transaction) {}

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    return Json.object();
  }
}
