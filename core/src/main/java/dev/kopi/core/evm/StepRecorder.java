package dev.kopi.core.evm;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.state.WorldState;
import org.jspecify.annotations.Nullable;

/** Tells a tracer of each operation, once it is known what it cost. */
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

  /** An operation is about to run; the one before it is done. */
  void begin(Frame f, int pc, long[] words, int sp, long gas) {
    complete(f, gas, null);
    Bytes code = f.code.code();
    if (code.isEmpty()) {
      return; // nothing runs, not even STOP
    }
    step.pc = pc;
    step.opcode = pc < code.size() ? code.get(pc) & 0xff : Opcode.STOP;
    step.depth = f.depth + 1;
    step.gas = gas;
    step.contract = f.self.address();
    step.memorySize = f.memory.size;
    step.wordsNeeded = rules.instructions.takes(step.opcode);
    step.keepStack(words, f.stackBase, sp);
    if (tracer != null && tracer.wantsMemory()) {
      step.memory = Bytes.copyOf(f.memory.bytes, 0, f.memory.size);
    }
    step.returnData = Bytes.copyOf(f.returnData, f.returnDataOffset, f.returnDataLength);
    pending = true;
  }

  /** The operation that began last is done, or failed. */
  void complete(Frame f, long gasLeft, @Nullable Halt halt) {
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
  }

  /** What go-ethereum charges before it looks at operands: of some operations nothing. */
  private long chargedFirst(int opcode) {
    boolean nothing =
        opcode == Opcode.EXP
            || (opcode >= Opcode.LOG0 && opcode <= Opcode.LOG4)
            || (opcode == Opcode.SLOAD && rules.accessLists)
            || (opcode == Opcode.SELFDESTRUCT && !rules.accessLists);
    return nothing ? 0 : rules.instructions.gas(opcode);
  }

  /** What an operation asks for whose least price there is no gas for. */
  private long fullPrice(Frame f) {
    int opcode = step.opcode;
    long least = rules.instructions.gas(opcode);
    long[] s = step.words();
    int sp = 4 * step.stackSize();
    if (opcode == Opcode.EXP) {
      return least + (long) rules.expByteGas * ((Multiplication.bitLength(s, sp - 8) + 7) / 8);
    }
    if (opcode >= Opcode.LOG0 && opcode <= Opcode.LOG4) {
      long end = Memory.end(s, sp - 4, sp - 8);
      return end == Long.MAX_VALUE
          ? 0
          : least + s[sp - 5] * EvmRules.LOG_BYTE + f.memory.priceOf(end);
    }
    return least;
  }

  /** Forgets an operation that will not be done. */
  void drop() {
    pending = false;
  }
}
