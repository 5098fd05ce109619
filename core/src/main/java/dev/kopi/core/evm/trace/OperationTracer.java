package dev.kopi.core.evm.trace;

import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the operations of a transaction, up to a limit. */
public final class OperationTracer implements Tracer {
  /**
   * What to record of each operation.
   *
   * @param stack the words of the stack
   * @param memory the memory
   * @param storage the slots touched
   * @param returnData the return data of the last call
   * @param limit the maximum number of operations
   */
  public record Options(
      boolean stack, boolean memory, boolean storage, boolean returnData, int limit) {}

  private static final int SLOAD = 0x54;
  private static final int SSTORE = 0x55;

  private final Options options;
  private final WorldState world;
  private final Map<Address, Map<UInt256, UInt256>> storage = new HashMap<>();
  private List<OperationTrace> operations = new ArrayList<>();
  private boolean truncated;

  /**
   * Collects operations.
   *
   * @param world the state that the transaction runs on, to look up the result of SLOAD
   */
  public OperationTracer(Options options, WorldState world) {
    this.options = options;
    this.world = world;
  }

  /** The operations since the last call of this method. */
  public List<OperationTrace> take() {
    List<OperationTrace> taken = operations;
    operations = new ArrayList<>();
    storage.clear();
    truncated = false;
    return taken;
  }

  /** Whether operations were dropped because of the limit. */
  public boolean isTruncated() {
    return truncated;
  }

  @Override
  public boolean wantsMemory(int opcode) {
    return options.memory();
  }

  @Override
  public void step(Step step) {
    if (operations.size() >= options.limit()) {
      truncated = true;
      return;
    }
    List<UInt256> stack = new ArrayList<>();
    if (options.stack()) {
      for (int i = 0; i < step.stackSize(); i++) {
        stack.add(step.stack(i));
      }
    }
    operations.add(
        new OperationTrace(
            step.pc(),
            Opcode.name(step.opcode()),
            step.gas(),
            step.gasCost(),
            step.depth(),
            step.refund(),
            step.halt(),
            stack,
            options.memory() ? step.memory() : Bytes.EMPTY,
            options.storage() ? touchedStorage(step) : Map.of(),
            options.returnData() ? step.returnData() : Bytes.EMPTY));
  }

  private Map<UInt256, UInt256> touchedStorage(Step step) {
    int top = step.stackSize() - 1;
    boolean reads = step.opcode() == SLOAD && top >= 0;
    boolean writes = step.opcode() == SSTORE && top >= 1;
    if (step.halt() != null || (!reads && !writes)) {
      return Map.of();
    }
    Map<UInt256, UInt256> slots =
        storage.computeIfAbsent(step.contract(), contract -> new HashMap<>());
    UInt256 key = step.stack(top);
    slots.put(key, writes ? step.stack(top - 1) : world.storage(step.contract(), key));
    return slots;
  }
}
