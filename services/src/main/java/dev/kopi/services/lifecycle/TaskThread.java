package dev.kopi.services.lifecycle;

/**
 * Supervised virtual threads for tasks that come and go, such as those of a connection. What a task
 * throws is logged and counted by {@link RoleHealth} and ends no more than what the task served,
 * except for an error after which the process cannot be relied on: it ends the role.
 */
public final class TaskThread {
  private TaskThread() {}

  /**
   * Starts a task.
   *
   * @param onFailure is called after the task threw; must not wait
   */
  public static void start(String name, Runnable task, Runnable onFailure, RoleHealth health) {
    Thread.ofVirtual().name(name).start(() -> run(name, task, onFailure, health));
  }

  private static void run(String name, Runnable task, Runnable onFailure, RoleHealth health) {
    try {
      task.run();
    } catch (Throwable e) {
      report(name, e, health);
      try {
        onFailure.run();
      } catch (Throwable following) {
        report(name, following, health);
      }
    }
  }

  private static void report(String name, Throwable cause, RoleHealth health) {
    if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
      health.end(name, cause);
    } else {
      health.failed(name, cause);
    }
  }
}
