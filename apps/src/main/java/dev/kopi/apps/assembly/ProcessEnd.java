package dev.kopi.apps.assembly;

import dev.kopi.services.lifecycle.RoleHealth;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a process ends that cannot go on: its main thread wakes up and exits, which runs the shutdown
 * hooks. A watchdog halts the JVM when that takes too long, for example because there is no memory
 * left to run the hooks. The watchdog's thread is started in advance and allocates nothing.
 *
 * <p>As {@link UncaughtExceptionHandler} of all threads it logs and counts what they fail with. An
 * {@link OutOfMemoryError} ends the process, whichever thread it hits: others may have lost work
 * because of it.
 */
public final class ProcessEnd implements UncaughtExceptionHandler {
  /** The exit status of a process that ran, and could not go on. */
  public static final int CANNOT_GO_ON = 3;

  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final ProcessEnd OF_PROCESS = new ProcessEnd(DEADLINE, Runtime.getRuntime()::halt);

  private final long deadlineMillis;
  private final IntConsumer halt;
  private final AtomicLong uncaught = new AtomicLong();
  private final Object lock = new Object();
  private boolean ending;

  /**
   * An end that has not come.
   *
   * @param deadline the most time between {@link #now} and the end of the process
   * @param halt ends the process by force, with a status
   */
  ProcessEnd(Duration deadline, IntConsumer halt) {
    this.deadlineMillis = deadline.toMillis();
    this.halt = halt;
    Thread.ofPlatform().name("watchdog").daemon(true).start(this::watch);
  }

  /** The end of this process; handles what its threads fail with. */
  public static ProcessEnd install() {
    Thread.setDefaultUncaughtExceptionHandler(OF_PROCESS);
    return OF_PROCESS;
  }

  private void watch() {
    try {
      awaitEnd();
      Thread.sleep(deadlineMillis);
    } catch (InterruptedException e) {
      // Nobody interrupts it; the process ends at once if somebody does.
    }
    halt.accept(CANNOT_GO_ON);
  }

  /** Ends the process when a role cannot go on. */
  public void follow(RoleHealth health) {
    health.whenEnded().thenAccept(reason -> now());
  }

  /** The process ends. Allocates nothing. */
  public void now() {
    synchronized (lock) {
      if (!ending) {
        ending = true;
        lock.notifyAll();
      }
    }
  }

  /** Waits until the process has to end. */
  public void awaitEnd() throws InterruptedException {
    synchronized (lock) {
      while (!ending) {
        lock.wait();
      }
    }
  }

  /**
   * Waits a while.
   *
   * @return whether the process has to end
   */
  public boolean awaitEnd(long millis) throws InterruptedException {
    synchronized (lock) {
      if (!ending) {
        lock.wait(millis);
      }
      return ending;
    }
  }

  /** How many exceptions threads have not handled. */
  public long uncaught() {
    return uncaught.get();
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    uncaught.incrementAndGet();
    if (failure instanceof OutOfMemoryError) {
      now();
    }
    try {
      LOG.error("thread {} failed", thread.getName(), failure);
    } catch (OutOfMemoryError e) {
      now();
    }
  }
}
