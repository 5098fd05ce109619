package dev.kopi.services.engine.rpc.limit;

import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Cancels calls whose time is over. For any thread. */
public final class DeadlineWatch implements Work, AutoCloseable {
  /** Does not follow changes of the wall clock. */
  private static final InstantSource MONOTONIC =
      () -> Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

  private final InstantSource clock;
  private final Set<Deadline> running = new HashSet<>();
  private @Nullable ServiceThread thread;

  /** When {@link #run} looks again at the latest. */
  private long nextMillis = NEVER;

  private boolean closed;

  /** A watch without a thread: {@link #run} cancels what is due. */
  public DeadlineWatch(InstantSource clock) {
    this.clock = clock;
  }

  /** A watch with a thread of its own, which {@link #close} ends. */
  public static DeadlineWatch start(String name, RoleHealth health) {
    DeadlineWatch watch = new DeadlineWatch(MONOTONIC);
    ServiceThread thread =
        new ServiceThread(
            name + "-deadlines", watch, ServiceThread.OnFailure.RETRY, health, MONOTONIC);
    watch.thread = thread;
    thread.start();
    return watch;
  }

  /** Starts a deadline; zero is no limit. */
  public Deadline start(Duration time) {
    return start(time, NEVER);
  }

  /** Starts a deadline that passes at {@code latestMillis} at the latest. */
  Deadline start(Duration time, long latestMillis) {
    long now = clock.millis();
    long end = time.isZero() ? latestMillis : Math.min(latestMillis, now + time.toMillis());
    Deadline deadline = new Deadline(this, now, end);
    ServiceThread sleeper = null;
    synchronized (running) {
      running.add(deadline);
      if (closed) {
        deadline.cancellation().cancel();
      }
      if (end < nextMillis) {
        nextMillis = end;
        sleeper = thread;
      }
    }
    if (sleeper != null) {
      sleeper.wake();
    }
    return deadline;
  }

  void end(Deadline deadline) {
    synchronized (running) {
      running.remove(deadline);
    }
  }

  @Override
  public long run(long nowMillis) {
    synchronized (running) {
      nextMillis = NEVER;
      for (Deadline deadline : running) {
        if (deadline.endMillis() <= nowMillis) {
          deadline.cancellation().cancel();
        } else {
          nextMillis = Math.min(nextMillis, deadline.endMillis());
        }
      }
      return nextMillis;
    }
  }

  /** The number of calls that run. */
  int size() {
    synchronized (running) {
      return running.size();
    }
  }

  /** Cancels all calls, those that start later too, and ends the thread. */
  @Override
  public void close() {
    synchronized (running) {
      closed = true;
      running.forEach(deadline -> deadline.cancellation().cancel());
    }
    ServiceThread own = thread;
    if (own != null) {
      own.close();
    }
  }
}
