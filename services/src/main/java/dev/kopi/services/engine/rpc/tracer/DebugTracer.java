package dev.kopi.services.engine.rpc.tracer;

import dev.kopi.core.evm.Tracer;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import tools.jackson.databind.JsonNode;

/** A tracer of the debug namespace: traces transactions one after another. */
public interface DebugTracer extends Tracer {
  /** Starts a transaction and discards the previous trace. */
  void begin(TracedTransaction transaction);

  /** Ends the transaction and returns its trace. */
  JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome);
}
