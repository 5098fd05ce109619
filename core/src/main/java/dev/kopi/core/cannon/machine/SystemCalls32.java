package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.version.Layout;

/** The system calls of the 32-bit machine. It answers those that it does not know with 0. */
final class SystemCalls32 {
  private static final int READ = 4003;
  private static final int WRITE = 4004;
  private static final int BRK = 4045;
  private static final int FCNTL = 4055;
  private static final int MMAP = 4090;
  private static final int CLONE = 4120;
  private static final int EXIT_GROUP = 4246;

  private final MachineState state;
  private final SystemCalls calls;

  SystemCalls32(MachineState state, SystemCalls calls) {
    this.state = state;
    this.calls = calls;
  }

  void execute(CpuThread cpu) {
    long[] regs = cpu.registers;
    switch ((int) regs[2]) {
      case READ -> calls.read(cpu, regs[4], regs[5], regs[6]);
      case WRITE -> calls.write(cpu, regs[4], regs[5], regs[6] & 0xffffffffL);
      case BRK -> calls.succeed(Layout.of(state.version()).programBreak());
      case FCNTL -> calls.fcntl(regs[4], regs[5]);
      case MMAP -> calls.mmap(regs[4], regs[5]);
      case CLONE -> calls.succeed(1);
      case EXIT_GROUP -> {
        state.exited = true;
        state.exitCode = (int) regs[4] & 0xff;
        return;
      }
      default -> calls.succeed(0);
    }
    calls.finish(cpu);
    regs[2] = (int) regs[2];
  }

  /** The word that a call reads or writes, or -1. */
  static long touches(CpuThread cpu) {
    long[] regs = cpu.registers;
    boolean reads = (int) regs[2] == READ && regs[4] == SystemCalls.PREIMAGE_READ;
    boolean writes = (int) regs[2] == WRITE && regs[4] == SystemCalls.PREIMAGE_WRITE;
    return reads || writes ? regs[5] & 0xfffffffcL : -1;
  }
}
