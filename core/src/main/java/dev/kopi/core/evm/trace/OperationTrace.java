package dev.kopi.core.evm.trace;

import dev.kopi.core.evm.Halt;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation, as the struct logger of execution clients tells it.
 *
 * @param pc the place in the code
 * @param operation the operation's name
 * @param gas gas before it
 * @param gasCost what it cost
 * @param depth how many frames there are
 * @param refund gas to be refunded so far
 * @param halt why it failed, or null
 * @param stack the words, the lowest first; empty when not wanted
 * @param memory the memory; empty when not wanted
 * @param storage slots of the contract that the transaction read or wrote so far; empty but at
 *     operations on storage, and when not wanted
 * @param returnData what the last call returned; empty when not wanted
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
