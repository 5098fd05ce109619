package dev.kopi.services.lifecycle;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervised thread that runs one piece of {@link Work}. Whatever the work throws is logged,
 * counted and shown by {@link RoleHealth}: the thread tries again with back-off, or ends the role.
 * An {@link Error} and a {@link FatalException} always end the role. The thread never dies in
 * silence.
 */
public final class ServiceThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceThread.class);

  /** A bound on each wait, so that a change of the wall clock cannot delay work for long. */
  private static final long MAX_WAIT_MILLIS = 1000;

  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

  /** What an exception does to the role. */
  public enum OnFailure {
    /** The work runs again after a back-off. For work that keeps no state that could be torn. */
    RETRY,
    /** The role ends. For the owner of state, which an unexpected exception may have left torn. */
    END_ROLE
  }

  private final String name;
  private final Work work;
  private final OnFailure onFailure;
  private final RoleHealth health;
  private final InstantSource clock;
  private final Semaphore wakeUps = new Semaphore(0);
  private final Thread thread;
  private volatile boolean stopping;

  /** A platform thread that is not started. */
  public ServiceThread(
      String name, Work work, OnFailure onFailure, RoleHealth health, InstantSource clock) {
    this(name, work, onFailure, health, clock, Thread.ofPlatform().daemon(true));
  }

  private ServiceThread(
      String name,
      Work work,
      OnFailure onFailure,
      RoleHealth health,
      InstantSource clock,
      Thread.Builder threads) {
    this.name = name;
    this.work = work;
    this.onFailure = onFailure;
    this.health = health;
    this.clock = clock;
    this.thread = threads.name(name).unstarted(this::loop);
  }

  /**
   * A virtual thread that is not started, for one of many pieces of work that come and go. Its
   * failure ends the role.
   */
  public static ServiceThread virtual(
      String name, Work work, RoleHealth health, InstantSource clock) {
    return new ServiceThread(name, work, OnFailure.END_ROLE, health, clock, Thread.ofVirtual());
  }

  /** Starts to work. */
  public void start() {
    thread.start();
  }

  /** Runs the work soon, whatever deadline it gave. From any thread. */
  public void wake() {
    wakeUps.release();
  }

  private void loop() {
    try {
      int failures = 0;
      while (!stopping) {
        long next;
        try {
          next = work.run(clock.millis());
          if (failures > 0) {
            failures = 0;
            health.recovered(name);
          }
        } catch (FatalException e) {
          throw e;
        } catch (RuntimeException e) {
          if (stopping) {
            return;
          }
          if (onFailure == OnFailure.END_ROLE) {
            throw e;
          }
          long wait = Backoff.millis(failures++);
          health.failing(name, e, wait);
          TimeUnit.MILLISECONDS.sleep(wait);
          next = 0;
        }
        await(next);
      }
    } catch (InterruptedException e) {
      if (!stopping) {
        health.end(name, e);
      }
    } catch (Throwable e) {
      if (!stopping || e instanceof Error) {
        health.end(name, e);
      } else {
        LOG.debug("{} failed while it was stopped", name, e);
      }
    }
  }

  private void await(long nextMillis) throws InterruptedException {
    long wait = Math.min(nextMillis - clock.millis(), MAX_WAIT_MILLIS);
    if (wait > 0 && wakeUps.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
      // Each caller left a permit; one run serves them all.
      wakeUps.drainPermits();
    }
  }

  /** Whether the thread runs. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /**
   * Interrupts the work and waits for its end.
   *
   * @return whether it ended within the deadline
   */
  public boolean stop(Duration deadline) {
    stopping = true;
    wakeUps.release();
    thread.interrupt();
    if (thread == Thread.currentThread()) {
      return true;
    }
    try {
      return thread.join(deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !thread.isAlive();
    } catch (IllegalThreadStateException e) {
      return true; // It was never started.
    }
  }

  /** Stops the work, waiting ten seconds for its end. */
  @Override
  public void close() {
    if (!stop(CLOSE_DEADLINE)) {
      LOG.warn("{} did not end within {} s", name, CLOSE_DEADLINE.toSeconds());
    }
  }
}
