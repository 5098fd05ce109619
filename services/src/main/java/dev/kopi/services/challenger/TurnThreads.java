package dev.kopi.services.challenger;

import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.ServiceThread.OnFailure;
import dev.kopi.services.lifecycle.Work;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Runs turns on a few threads. As many may wait as there are threads; more are refused. */
public final class TurnThreads implements TurnRunner, AutoCloseable {
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(2);

  private final BlockingQueue<Runnable> waiting;
  private final List<ServiceThread> threads = new ArrayList<>();

  /** Threads that are not started. */
  public TurnThreads(int count, RoleHealth health, InstantSource clock) {
    waiting = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      threads.add(new ServiceThread("dispute-" + i, this::next, OnFailure.RETRY, health, clock));
    }
  }

  /** Starts the threads. */
  public void start() {
    threads.forEach(ServiceThread::start);
  }

  private long next(long now) {
    Runnable turn = waiting.poll();
    if (turn == null) {
      return Work.NEVER;
    }
    turn.run();
    return now;
  }

  @Override
  public boolean submit(Runnable turn) {
    if (!waiting.offer(turn)) {
      return false;
    }
    threads.forEach(ServiceThread::wake);
    return true;
  }

  /** Interrupts the turns that run. */
  @Override
  public void close() {
    threads.parallelStream().forEach(thread -> thread.stop(STOP_DEADLINE));
  }
}
