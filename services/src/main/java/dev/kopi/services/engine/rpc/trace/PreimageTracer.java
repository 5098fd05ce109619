package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.MemoryRange;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The keccak256PreimageTracer: what KECCAK256 hashed, by its hash. */
final class PreimageTracer implements DebugTracer {
  private static final int ENTRY_CHARS = 128;

  private final TraceSize size;
  private final TreeMap<Hash, Bytes> preimages = new TreeMap<>();

  PreimageTracer(TraceSize size) {
    this.size = size;
  }

  @Override
  public void begin(TracedTransaction transaction) {
    preimages.clear();
  }

  @Override
  public boolean wantsMemory(int opcode) {
    return opcode == Opcode.KECCAK256;
  }

  @Override
  public void step(Step step) {
    Bytes preimage = preimage(step);
    if (preimage != null && preimages.put(Keccak256.hash(preimage), preimage) == null) {
      size.add(ENTRY_CHARS + 2L * preimage.size());
    }
  }

  /** What a step of KECCAK256 hashes; null for another one, or when its operands are absurd. */
  static @Nullable Bytes preimage(Step step) {
    int top = step.stackSize() - 1;
    if (step.opcode() != Opcode.KECCAK256 || top < 1) {
      return null;
    }
    return MemoryRange.padded(
        step.memory(), step.stack(top).lowLong(), step.stack(top - 1).lowLong());
  }

  @Override
  public JsonNode end(TracedTransaction transaction, TransactionOutcome.Executed outcome) {
    ObjectNode json = Json.object();
    preimages.forEach((hash, preimage) -> json.set(hash.toHex(), JsonValues.data(preimage)));
    return json;
  }
}
