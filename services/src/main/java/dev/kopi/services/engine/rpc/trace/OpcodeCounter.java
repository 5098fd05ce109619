package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Counts operations, or sequences of them, in the order in which they first occur. */
final class OpcodeCounter implements DebugTracer {
  /** What is counted, by go-ethereum's name of the tracer. */
  enum Unit {
    /** opcountTracer: all operations together. */
    ANY,
    /** unigramTracer: each operation. */
    ONE,
    /** bigramTracer: pairs within a call. */
    TWO,
    /** trigramTracer: triples within a call. */
    THREE
  }

  /** The estimated memory of an entry. */
  private static final int ENTRY_CHARS = 128;

  private final Unit unit;
  private final TraceSize size;
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private long total;
  private String last = "";
  private String beforeLast = "";
  private int depth;

  OpcodeCounter(Unit unit, TraceSize size) {
    this.unit = unit;
    this.size = size;
  }

  @Override
  public void begin(TracedTransaction transaction) {
    counts.clear();
    total = 0;
    last = "";
    beforeLast = "";
    depth = 0;
  }

  @Override
  public void step(Step step) {
    total++;
    String name = Opcode.name(step.opcode());
    boolean sameCall = step.depth() == depth;
    depth = step.depth();
    switch (unit) {
      case ANY -> {}
      case ONE -> count(name);
      case TWO -> {
        if (sameCall) {
          count(last + "-" + name);
        }
        last = name;
      }
      case THREE -> {
        // The first operation after a change of the depth is left out.
        if (sameCall) {
          count(beforeLast + "-" + last + "-" + name);
          beforeLast = last;
          last = name;
        } else {
          beforeLast = "";
          last = "";
        }
      }
    }
  }

  private void count(String key) {
    if (counts.merge(key, 1, Integer::sum) == 1) {
      size.add(ENTRY_CHARS);
    }
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    if (unit == Unit.ANY) {
      return JsonNodeFactory.instance.numberNode(total);
    }
    ObjectNode json = Json.object();
    counts.forEach(json::put);
    return json;
  }
}
