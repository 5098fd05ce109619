package dev.kopi.core.evm.trace;

import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation, as reported by the struct logger of execution clients.
 *
 * @param pc the program counter
 * @param operation the operation's name
 * @param gas the gas before it
 * @param gasCost the gas cost
 * @param depth the call depth
 * @param refund the refund counter
 * @param halt why it failed, or null
 * @param stack the words, bottom first; empty when not requested
 * @param memory the memory; empty when not requested
 * @param storage slots of the contract that the transaction read or wrote so far; only set at SLOAD
 *     and SSTORE, and when requested
 * @param returnData the return data of the last call; empty when not requested
 */
public record OperationTrace(
    int pc,
    String operation,
    long gas,
    long gasCost,
    int depth,
    long refund,
    @Nullable Halt halt,
    List<UInt256> stack,
    Bytes memory,
    Map<UInt256, UInt256> storage,
    Bytes returnData) {
  /** Copies the collections. */
  public OperationTrace {
    stack = List.copyOf(stack);
    storage = Map.copyOf(storage);
  }
}
