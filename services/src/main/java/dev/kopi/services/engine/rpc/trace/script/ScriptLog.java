package dev.kopi.services.engine.rpc.trace.script;

import dev.kopi.adapters.script.Script;
import dev.kopi.adapters.script.ScriptArguments;
import dev.kopi.adapters.script.ScriptException;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.tracer.MemoryRange;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The argument {@code log} of step and fault: the last operation. */
final class ScriptLog {
  private static final int PUSH0 = 0x5f;
  private static final int PUSH32 = 0x7f;

  private final Object object;
  private @Nullable Step step;
  private ScriptFrame frame;
  private long refund;
  private @Nullable String error;

  ScriptLog(Script script, ScriptFrame outermost) {
    frame = outermost;
    object =
        script.object(
            Map.of(
                "getPC", arguments -> (long) step().pc(),
                "getGas", arguments -> step().gas(),
                "getCost", arguments -> step().gasCost(),
                "getDepth", arguments -> (long) step().depth(),
                "getRefund", arguments -> refund,
                "getError", arguments -> error));
    script.put(
        object,
        "op",
        script.object(
            Map.of(
                "toNumber", arguments -> (long) step().opcode(),
                "toString", arguments -> Opcode.name(step().opcode()),
                "isPush", arguments -> step().opcode() >= PUSH0 && step().opcode() <= PUSH32)));
    script.put(
        object,
        "stack",
        script.object(
            Map.of("peek", this::peek, "length", arguments -> (long) step().stackSize())));
    script.put(
        object,
        "memory",
        script.object(
            Map.of(
                "slice", this::slice,
                "getUint", this::word,
                "length", arguments -> (long) step().memory().size())));
    script.put(
        object,
        "contract",
        script.object(
            Map.of(
                "getCaller", arguments -> frame.caller().toBytes(),
                "getAddress", arguments -> self().toBytes(),
                "getValue", arguments -> value(),
                "getInput", arguments -> frame.input())));
  }

  /** The object of the script. */
  Object object() {
    return object;
  }

  /** Shows an operation of a frame. */
  void show(Step shown, ScriptFrame of, long refunds, @Nullable String failure) {
    step = shown;
    frame = of;
    refund = refunds;
    error = failure;
  }

  /** Shows why the same operation failed after it began. */
  void fail(String failure) {
    error = failure;
  }

  private Step step() {
    Step shown = step;
    if (shown == null) {
      throw new ScriptException("there is no operation");
    }
    return shown;
  }

  private Address self() {
    return frame.self();
  }

  private BigInteger value() {
    UInt256 sent = frame.value();
    return sent == null ? BigInteger.ZERO : sent.toBigInteger();
  }

  private BigInteger peek(ScriptArguments arguments) {
    long index = arguments.integer(0);
    int size = step().stackSize();
    if (index < 0 || index >= size) {
      throw new ScriptException(
          "tracer accessed out of bound stack: size " + size + ", index " + index);
    }
    return step().stack(size - 1 - (int) index).toBigInteger();
  }

  private Bytes slice(ScriptArguments arguments) {
    long begin = arguments.integer(0);
    long end = arguments.integer(1);
    if (begin == end) {
      return Bytes.EMPTY;
    }
    if (end < begin || begin < 0) {
      throw new ScriptException(
          "tracer accessed out of bound memory: offset " + begin + ", end " + end);
    }
    Bytes memory = step().memory();
    Bytes range = MemoryRange.padded(memory, begin, end - begin);
    if (range == null) {
      throw new ScriptException(
          "reached limit for padding memory slice: "
              + MemoryRange.padding(memory, begin, end - begin));
    }
    return range;
  }

  private BigInteger word(ScriptArguments arguments) {
    long offset = arguments.integer(0);
    Bytes memory = step().memory();
    if (offset < 0 || offset > memory.size() - 32L) {
      throw new ScriptException(
          "tracer accessed out of bound memory: available "
              + memory.size()
              + ", offset "
              + offset
              + ", size 32");
    }
    return new BigInteger(1, memory.slice((int) offset, (int) offset + 32).toArray());
  }
}
