package dev.kopi.services.engine.rpc.trace;

import dev.kopi.core.evm.Tracer;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import tools.jackson.databind.JsonNode;

/** Watches one transaction after another and tells of each. */
public interface TraceGatherer extends Tracer {
  /** A transaction begins; what was seen before is forgotten. */
  void begin(TracedTransaction transaction);

  /** The transaction ended: its trace. */
  JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome);
}
