package dev.kopi.core.evm.trace;

import dev.kopi.core.chain.Log;
import dev.kopi.core.evm.Halt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call and those that it made, as the {@code callTracer} of execution clients tells it.
 *
 * @param type the operation, such as CALL or SELFDESTRUCT
 * @param from who called
 * @param to who was called, created, or inherits
 * @param value wei sent along
 * @param gas what the frame was given
 * @param gasUsed what it used
 * @param input the call data or init code
 * @param output what came back
 * @param reverted whether it ended by REVERT
 * @param halt why it ended exceptionally, or null
 * @param logs what it announced itself, unless it failed
 * @param calls the calls that it made, in order
 */
public record CallTrace(
    String type,
    Address from,
    Address to,
    UInt256 value,
    long gas,
    long gasUsed,
    Bytes input,
    Bytes output,
    boolean reverted,
    @Nullable Halt halt,
    List<Log> logs,
    List<CallTrace> calls) {
  /** Copies the lists. */
  public CallTrace {
    logs = List.copyOf(logs);
    calls = List.copyOf(calls);
  }

  /** Whether it ran to its end. */
  public boolean success() {
    return !reverted && halt == null;
  }

  /** The same with other gas: the outermost call counts the whole transaction's. */
  public CallTrace withGas(long newGas, long newGasUsed) {
    return new CallTrace(
        type, from, to, value, newGas, newGasUsed, input, output, reverted, halt, logs, calls);
  }
}
