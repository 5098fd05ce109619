package dev.kopi.core.evm;

import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/** Tells a tracer of each operation, once it is known what it cost. */
final class StepRecorder {
  private final @Nullable Tracer tracer;
  private final InstructionSet instructions;
  private final Step step = new Step();
  private boolean pending;

  StepRecorder(@Nullable Tracer tracer, InstructionSet instructions) {
    this.tracer = tracer;
    this.instructions = instructions;
  }

  /** An operation is about to run; the one before it is done. */
  void begin(Frame f, int pc, long[] words, int sp, long gas) {
    complete(f, gas, null);
    Bytes code = f.code.code();
    step.pc = pc;
    step.opcode = pc < code.size() ? code.get(pc) & 0xff : Opcode.STOP;
    step.depth = f.depth + 1;
    step.gas = gas;
    step.contract = f.self.address();
    step.memorySize = f.memory.size;
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
    step.gasCost = unpayable ? instructions.gas(step.opcode) : step.gas - gasLeft;
    step.refund = f.refund;
    step.memorySizeAfter = f.memory.size;
    step.halt = halt;
    tracer.step(step);
  }

  /** Forgets an operation that will not be done. */
  void drop() {
    pending = false;
  }
}
