package dev.kopi.adapters.p2p.thread;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Threads that record what ends them. */
public final class TestThreads implements PeerThreads {
  /** What a thread failed with. */
  public record Failure(String thread, Throwable cause) {}

  private final BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();

  /** The next failure that was reported; waits for it for ten seconds. */
  public Failure failure() throws InterruptedException {
    Failure next = failures.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no failure was reported");
    }
    return next;
  }

  @Override
  public Loop shared(String name, Step step) {
    Thread thread = Thread.ofVirtual().name(name).start(() -> repeat(name, step));
    return thread::interrupt;
  }

  private void repeat(String name, Step step) {
    while (true) {
      try {
        step.run();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        failed(name, e);
      } catch (Throwable e) {
        failures.add(new Failure(name, e));
        return;
      }
    }
  }

  @Override
  public void start(String name, Runnable body, Runnable onFailure) {
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            body.run();
          } catch (Throwable e) {
            failures.add(new Failure(name, e));
            onFailure.run();
          }
        });
  }

  @Override
  public void failed(String name, RuntimeException cause) {
    failures.add(new Failure(name, cause));
  }
}
