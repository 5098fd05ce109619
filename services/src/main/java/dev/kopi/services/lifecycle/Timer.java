package dev.kopi.services.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs short tasks later, on one supervised thread: deadlines, and orders to the mailboxes of
 * others. A task must not wait. What a task throws is logged, and the others still run.
 */
public final class Timer implements Work, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

  /** Does not follow changes of the wall clock. */
  private static final InstantSource MONOTONIC =
      () -> Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

  private final InstantSource clock;
  private final TreeSet<Task> tasks =
      new TreeSet<>(Comparator.comparingLong(Task::millis).thenComparingLong(Task::number));
  private long numbers;
  private @Nullable ServiceThread thread;

  private record Task(long millis, long number, Runnable action) {}

  /** A timer without a thread: {@link #run} does what is due by the clock. */
  public Timer(InstantSource clock) {
    this.clock = clock;
  }

  /** A timer with a thread of its own, which {@link #close} ends. */
  public static Timer start(String name, RoleHealth health) {
    Timer timer = new Timer(MONOTONIC);
    ServiceThread thread =
        new ServiceThread(name + "-timer", timer, ServiceThread.OnFailure.RETRY, health, MONOTONIC);
    timer.thread = thread;
    thread.start();
    return timer;
  }

  /**
   * Runs an action after so much time. For any thread.
   *
   * @return takes the task back when it has not begun
   */
  public Runnable after(Duration delay, Runnable action) {
    Task task;
    synchronized (tasks) {
      task = new Task(clock.millis() + delay.toMillis(), numbers++, action);
      tasks.add(task);
    }
    ServiceThread running = thread;
    if (running != null) {
      running.wake();
    }
    return () -> {
      synchronized (tasks) {
        tasks.remove(task);
      }
    };
  }

  @Override
  public long run(long nowMillis) {
    for (Task task : due(nowMillis)) {
      try {
        task.action().run();
      } catch (RuntimeException e) {
        LOG.error("a timed task failed", e);
      }
    }
    synchronized (tasks) {
      return tasks.isEmpty() ? NEVER : tasks.first().millis();
    }
  }

  private List<Task> due(long nowMillis) {
    List<Task> due = new ArrayList<>();
    synchronized (tasks) {
      while (!tasks.isEmpty() && tasks.first().millis() <= nowMillis) {
        due.add(tasks.removeFirst());
      }
    }
    return due;
  }

  /** The number of tasks that wait. */
  public int size() {
    synchronized (tasks) {
      return tasks.size();
    }
  }

  /** Ends the thread; waiting tasks do not run. */
  @Override
  public void close() {
    ServiceThread running = thread;
    if (running != null) {
      running.close();
    }
  }
}
