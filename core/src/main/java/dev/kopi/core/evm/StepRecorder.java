package dev.kopi.core.evm;

import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.evm.word.WordMultiplication;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.state.WorldState;
import org.jspecify.annotations.Nullable;

/** Reports each operation to the tracer, once its cost is known. */
final class StepRecorder {
  private final @Nullable Tracer tracer;
  private final EvmRules rules;
  private final WorldState world;
  private final Step step = new Step();
  private boolean pending;

  StepRecorder(@Nullable Tracer tracer, EvmRules rules, WorldState world) {
    this.tracer = tracer;
    this.rules = rules;
    this.world = world;
  }

  /** Begins an operation; the previous one is complete. */
  void begin(CallFrame f, int pc, long[] words, int sp, long gas) {
    complete(f, gas, null);
    Bytes code = f.code.code();
    if (code.isEmpty()) {
      return; // no code, so no step is reported
    }
    step.pc = pc;
    step.opcode = pc < code.size() ? code.get(pc) & 0xff : Opcode.STOP;
    step.depth = f.depth + 1;
    step.gas = gas;
    step.contract = f.self.address();
    step.memorySize = f.memory.size;
    step.wordsNeeded = rules.instructions.takes(step.opcode);
    step.keepStack(words, f.stackBase, sp);
    boolean copied = tracer != null && tracer.wantsMemory(step.opcode);
    step.memory = copied ? Bytes.copyOf(f.memory.bytes, 0, f.memory.size) : Bytes.EMPTY;
    step.returnData = Bytes.copyOf(f.returnData, f.returnDataOffset, f.returnDataLength);
    pending = true;
    if (tracer != null) {
      tracer.beforeStep(step);
    }
  }

  /** Completes the operation that began last. */
  void complete(CallFrame f, long gasLeft, @Nullable Halt halt) {
    if (!pending || tracer == null) {
      return;
    }
    pending = false;
    boolean unpayable = gasLeft <= Memory.UNPAYABLE / 2;
    step.gasCost = unpayable ? chargedFirst(step.opcode) : step.gas - gasLeft;
    step.refund = f.refund;
    boolean selfDestructs = step.opcode == Opcode.SELFDESTRUCT;
    if (halt == Halt.STACK_UNDERFLOW
        || halt == Halt.STACK_OVERFLOW
        || (halt == Halt.WRITE_PROTECTION && selfDestructs)) {
      step.gasCost = chargedFirst(step.opcode);
    } else if (halt == Halt.OUT_OF_GAS && step.gas < rules.instructions.gas(step.opcode)) {
      step.gasCost = fullPrice(f);
      boolean refunds = selfDestructs && !rules.accessLists;
      step.refund += refunds && !world.isDestroyed(f.self) ? rules.selfDestructRefund : 0;
    }
    step.memorySizeAfter = f.memory.size;
    step.halt = halt;
    tracer.step(step);
    if (halt != null) {
      tracer.halted(new HaltSite(halt, step.opcode, step.stackSize(), step.wordsNeeded));
    }
  }

  /**
   * The constant gas that go-ethereum charges before it reads operands; zero for some operations.
   */
  private long chargedFirst(int opcode) {
    boolean nothing =
        opcode == Opcode.EXP
            || (opcode >= Opcode.LOG0 && opcode <= Opcode.LOG4)
            || (opcode == Opcode.SLOAD && rules.accessLists)
            || (opcode == Opcode.SELFDESTRUCT && !rules.accessLists);
    return nothing ? 0 : rules.instructions.gas(opcode);
  }

  /** The full cost of an operation whose constant gas is not covered. */
  private long fullPrice(CallFrame f) {
    int opcode = step.opcode;
    long least = rules.instructions.gas(opcode);
    long[] s = step.words();
    int sp = 4 * step.stackSize();
    if (opcode == Opcode.EXP) {
      return least + (long) rules.expByteGas * ((WordMultiplication.bitLength(s, sp - 8) + 7) / 8);
    }
    if (opcode >= Opcode.LOG0 && opcode <= Opcode.LOG4) {
      long end = Memory.end(s, sp - 4, sp - 8);
      return end == Long.MAX_VALUE
          ? 0
          : least + s[sp - 5] * EvmRules.LOG_BYTE + f.memory.priceOf(end);
    }
    return least;
  }

  /** Drops an operation that will not complete. */
  void drop() {
    pending = false;
  }
}
