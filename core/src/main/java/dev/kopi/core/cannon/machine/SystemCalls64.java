package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.code.Registers;
import dev.kopi.core.cannon.memory.PagedMemory;
import dev.kopi.core.cannon.version.Layout;
import dev.kopi.core.cannon.version.StateVersion;

/** The system calls of the 64-bit machine. It refuses those that it does not know. */
final class SystemCalls64 {
  private static final int READ = 5000;
  private static final int WRITE = 5001;
  private static final int OPEN = 5002;
  private static final int MMAP = 5009;
  private static final int MPROTECT = 5010;
  private static final int BRK = 5012;
  private static final int SCHED_YIELD = 5023;
  private static final int NANOSLEEP = 5034;
  private static final int GETPID = 5038;
  private static final int CLONE = 5055;
  private static final int EXIT = 5058;
  private static final int FCNTL = 5070;
  private static final int GETTID = 5178;
  private static final int FUTEX = 5194;
  private static final int EXIT_GROUP = 5205;
  private static final int CLOCK_GETTIME = 5222;
  private static final int EVENTFD2 = 5284;
  private static final int GETRANDOM = 5313;

  private static final long CLONE_FLAGS = 0x50f00;
  private static final int FUTEX_WAIT_PRIVATE = 128;
  private static final int FUTEX_WAKE_PRIVATE = 129;
  private static final int MONOTONIC = 1;
  private static final int EFD_NONBLOCK = 0x80;

  /** Steps a second, as the program is told. */
  private static final long HZ = 10_000_000;

  private final MachineState state;
  private final PagedMemory memory;
  private final SystemCalls calls;
  private final Scheduler scheduler;
  private final boolean hasEventFd;
  private final boolean hasRandom;

  SystemCalls64(MachineState state, SystemCalls calls, Scheduler scheduler) {
    this.state = state;
    this.memory = state.memory();
    this.calls = calls;
    this.scheduler = scheduler;
    this.hasEventFd = state.version().atLeast(StateVersion.MULTI_THREADED_64_V4);
    this.hasRandom = state.version().atLeast(StateVersion.MULTI_THREADED_64_V5);
  }

  void execute(CpuThread thread) {
    long[] regs = thread.registers;
    long a0 = regs[4];
    long a1 = regs[5];
    long number = regs[2];
    switch (number == (int) number ? (int) number : -1) {
      case READ -> calls.read(thread, a0, a1, regs[6]);
      case WRITE -> calls.write(thread, a0, a1, regs[6]);
      case OPEN -> calls.fail(SystemCalls.EBADF);
      case MMAP -> calls.mmap(a0, a1);
      case BRK -> calls.succeed(Layout.of(state.version()).programBreak());
      case FCNTL -> calls.fcntl(a0, a1);
      case GETTID -> calls.succeed(thread.id);
      case GETPID -> calls.succeed(0);
      case CLOCK_GETTIME -> time(a0, a1);
      case GETRANDOM -> random(a0, a1);
      case EVENTFD2 -> eventFd(thread, a1);
      case SCHED_YIELD, NANOSLEEP -> {
        yieldNow(thread);
        return;
      }
      case FUTEX -> {
        if (futex(a0, a1, regs[6])) {
          yieldNow(thread);
          return;
        }
      }
      case CLONE -> {
        clone(thread, a0, a1);
        return;
      }
      case EXIT -> {
        exit(thread, (int) a0 & 0xff);
        return;
      }
      case EXIT_GROUP -> {
        state.exited = true;
        state.exitCode = (int) a0 & 0xff;
        return;
      }
      default -> {
        if (!isNoop(number)) {
          throw calls.fault(Fault.UNKNOWN_SYSCALL, thread);
        }
        calls.succeed(0);
      }
    }
    calls.finish(thread);
  }

  /** Calls that do nothing and answer 0: munmap, madvise, signals, files, timers and the like. */
  private boolean isNoop(long number) {
    return switch ((int) number) {
      case 5003, 5004, 5005, 5008, 5011, 5013, 5014, 5015, 5016, 5026, 5027, 5036, 5061, 5087 ->
          true;
      case 5095, 5100, 5102, 5129, 5196, 5208, 5216, 5217, 5220, 5225, 5247, 5257, 5272 -> true;
      case 5285, 5287, 5297 -> true;
      case MPROTECT -> hasEventFd;
      default -> false;
    };
  }

  private void yieldNow(CpuThread thread) {
    calls.succeed(0);
    calls.finish(thread);
    scheduler.preempt(thread);
  }

  private void clone(CpuThread thread, long flags, long stack) {
    if (flags != CLONE_FLAGS) {
      state.exited = true;
      state.exitCode = 2;
      return;
    }
    CpuThread child = new CpuThread(state.nextThreadId++);
    System.arraycopy(thread.registers, 0, child.registers, 0, Registers.COUNT);
    child.pc = thread.nextPc;
    child.nextPc = thread.nextPc + 4;
    child.registers[Registers.SP] = stack;
    child.registers[2] = 0;
    child.registers[7] = 0;
    calls.succeed(child.id);
    calls.finish(thread);
    scheduler.push(child);
  }

  private void exit(CpuThread thread, int code) {
    thread.exited = true;
    thread.exitCode = code;
    if (state.threadCount() == 1) {
      state.exited = true;
      state.exitCode = code;
    }
  }

  /** Whether the thread is to yield. */
  private boolean futex(long address, long operation, long value) {
    if (operation == FUTEX_WAKE_PRIVATE) {
      return true;
    }
    if (operation != FUTEX_WAIT_PRIVATE) {
      calls.fail(SystemCalls.EINVAL);
      return false;
    }
    if (memory.get32(address) == (int) value) {
      return true;
    }
    calls.fail(SystemCalls.EAGAIN);
    return false;
  }

  private void time(long clock, long address) {
    if (clock != 0 && clock != MONOTONIC) {
      calls.fail(SystemCalls.EINVAL);
      return;
    }
    long at = address & -8L;
    memory.set64(at, seconds(clock, state.step));
    memory.set64(at + 8, clock == MONOTONIC ? state.step % HZ * (1_000_000_000 / HZ) : 0);
    calls.succeed(0);
  }

  private static long seconds(long clock, long step) {
    return clock == MONOTONIC ? step / HZ : 0;
  }

  private void eventFd(CpuThread thread, long flags) {
    if (!hasEventFd) {
      throw calls.fault(Fault.UNKNOWN_SYSCALL, thread);
    }
    if ((flags & EFD_NONBLOCK) == 0) {
      calls.fail(SystemCalls.EINVAL);
    } else {
      calls.succeed(SystemCalls.EVENT_FD);
    }
  }

  /** Writes at most to the end of the word at the address; from a generator seeded by the step. */
  private void random(long address, long count) {
    if (!hasRandom) {
      calls.succeed(0);
      return;
    }
    long word = address & -8L;
    int first = (int) address & 7;
    int size = Long.compareUnsigned(count, 8 - first) < 0 ? (int) count : 8 - first;
    long mask = size == 0 ? 0 : -1L << (8 - size) * 8 >>> first * 8;
    memory.set64(word, memory.get64(word) & ~mask | splitMix64(state.step) & mask);
    calls.succeed(size);
  }

  private static long splitMix64(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** The word that a call reads or writes first, or -1. */
  long touches(CpuThread thread) {
    long[] regs = thread.registers;
    long number = regs[2];
    if (number == READ && regs[4] == SystemCalls.PREIMAGE_READ
        || number == WRITE && regs[4] == SystemCalls.PREIMAGE_WRITE
        || isTime(regs)) {
      return regs[5] & -8L;
    }
    if (number == FUTEX && regs[5] == FUTEX_WAIT_PRIVATE || number == GETRANDOM && hasRandom) {
      return regs[4] & -8L;
    }
    return -1;
  }

  private static boolean isTime(long[] regs) {
    return regs[2] == CLOCK_GETTIME && (regs[4] == 0 || regs[4] == MONOTONIC);
  }

  /** The proof of a second word, after the first one is written, or null: only of a time. */
  byte @org.jspecify.annotations.Nullable [] secondProof(CpuThread thread) {
    long[] regs = thread.registers;
    if (!isTime(regs)) {
      return null;
    }
    long at = regs[5] & -8L;
    long before = memory.get64(at);
    memory.set64(at, seconds(regs[4], state.step + 1));
    byte[] proof = memory.proof(at + 8);
    memory.set64(at, before);
    return proof;
  }
}
