package dev.kopi.core.evm.trace;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call with its nested calls, as reported by the {@code callTracer} of execution clients.
 *
 * @param type the operation, such as CALL or SELFDESTRUCT
 * @param from the caller
 * @param to the callee, the created contract, or the beneficiary of SELFDESTRUCT
 * @param value wei transferred
 * @param gas the gas limit of the frame
 * @param gasUsed the gas used
 * @param input the call data or init code
 * @param output the return data
 * @param reverted whether it ended by REVERT
 * @param halt why it ended exceptionally, or null
 * @param logs the frame's own logs, unless it failed
 * @param calls the nested calls, in order
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

  /** Whether it succeeded. */
  public boolean success() {
    return !reverted && halt == null;
  }

  /** A copy with other gas values: the outermost call reports those of the transaction. */
  public CallTrace withGas(long newGas, long newGasUsed) {
    return new CallTrace(
        type, from, to, value, newGas, newGasUsed, input, output, reverted, halt, logs, calls);
  }
}
