package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The 4byteTracer: counts function selectors by length of the call data. */
final class FourByteTracer implements DebugTracer {
  private static final int SELECTOR = 4;

  /** The estimated memory of an entry. */
  private static final int ENTRY_CHARS = 128;

  private final TraceSize size;
  private final TreeMap<String, Integer> counts = new TreeMap<>();
  private @Nullable PrecompileSet precompiles;

  FourByteTracer(TraceSize size) {
    this.size = size;
  }

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void begin(TracedTransaction transaction) {
    counts.clear();
    precompiles = Precompiles.of(transaction.block().rules(), transaction.crypto());
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    PrecompileSet known = precompiles;
    if (input.size() < SELECTOR || kind.isCreate() || known == null || known.at(to) != null) {
      return;
    }
    String selector = input.slice(0, SELECTOR).toHex();
    if (counts.merge(selector + "-" + (input.size() - SELECTOR), 1, Integer::sum) == 1) {
      size.add(ENTRY_CHARS);
    }
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    ObjectNode json = Json.object();
    counts.forEach(json::put);
    return json;
  }
}
