package dev.kopi.core.cannon.code;

import dev.kopi.core.cannon.memory.PagedMemory;

/** Guest instructions from one place on, compiled. They need no scheduler and no system call. */
public interface CompiledBlock {
  /**
   * Runs.
   *
   * @param registers the thread's registers
   * @param run its number of steps is set
   * @param budget the most steps
   * @return where to go on; not in a delay slot
   */
  long run(long[] registers, PagedMemory memory, BlockRun run, long budget);
}
