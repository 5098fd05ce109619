package dev.kopi.adapters.script;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a script has taken of its limits. Checked while it runs, by the thread that runs it. */
final class ScriptBudget {
  /** The longest string and array that a script may handle. */
  static final int MAX_LENGTH = 1 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Holds until the script's own limits do, while its surroundings are made. */
  private static final ScriptLimits STARTING = new ScriptLimits(Duration.ofMinutes(1), 1L << 30);

  private ScriptLimits limits = STARTING;
  private long startNanos;
  private long allocated;
  private long allocatedAtEntry;
  private int depth;

  ScriptBudget() {
    restart(STARTING);
  }

  /** Starts anew with these limits. */
  void restart(ScriptLimits next) {
    limits = next;
    startNanos = System.nanoTime();
    allocated = 0;
  }

  /** The script begins to run; what happens outside of it does not count as its memory. */
  void enter() {
    if (depth++ == 0) {
      allocatedAtEntry = THREADS.getCurrentThreadAllocatedBytes();
    }
  }

  /** The script has returned. */
  void leave() {
    if (--depth == 0) {
      allocated += THREADS.getCurrentThreadAllocatedBytes() - allocatedAtEntry;
    }
  }

  /** Ends a script that has taken too much. */
  void check() {
    if (System.nanoTime() - startNanos > limits.time().toNanos()) {
      throw new ScriptAbort("execution timeout");
    }
    long now = allocated + THREADS.getCurrentThreadAllocatedBytes() - allocatedAtEntry;
    if (now > limits.allocatedBytes()) {
      throw new ScriptAbort("the script allocates more than " + limits.allocatedBytes() + " bytes");
    }
  }

  /** Ends a script whose string or array is too long. */
  static void checkLength(long length) {
    if (length > MAX_LENGTH) {
      throw new ScriptAbort("a string or array is longer than " + MAX_LENGTH);
    }
  }
}
