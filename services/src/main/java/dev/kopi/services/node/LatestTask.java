package dev.kopi.services.node;

import dev.kopi.services.lifecycle.Work;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks as {@link Work}, one after another. At most one task waits: a newer one replaces it.
 */
final class LatestTask implements Executor, Work {
  private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
  private final Runnable wake;

  /**
   * No task waits.
   *
   * @param wake has the work run soon; called after each task
   */
  LatestTask(Runnable wake) {
    this.wake = wake;
  }

  /** Has a task run, in place of one that has not begun. From any thread. */
  @Override
  public void execute(Runnable task) {
    next.set(task);
    wake.run();
  }

  @Override
  public long run(long nowMillis) {
    Runnable task = next.getAndSet(null);
    if (task != null) {
      task.run();
    }
    return next.get() == null ? NEVER : nowMillis;
  }
}
