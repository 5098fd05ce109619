package dev.kopi.services.engine.payload;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Builds blocks when the test lets it. Builds without the pool are never held. */
final class ScriptedBuilds implements PayloadJobs.Builds {
  private final PayloadJobs.Builds real;
  private final LinkedBlockingQueue<Held> held = new LinkedBlockingQueue<>();
  final AtomicInteger withPool = new AtomicInteger();
  volatile boolean hold;
  volatile boolean deaf;
  volatile @Nullable RuntimeException failure;

  /** A build that waits for {@link #release}, or for its control unless builds are deaf. */
  record Held(BuildControl control, CountDownLatch released, CountDownLatch ended) {
    void release() {
      released.countDown();
    }

    void awaitEnd() throws InterruptedException {
      if (!ended.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("the build does not end");
      }
    }
  }

  ScriptedBuilds(PayloadJobs.Builds real) {
    this.real = real;
  }

  /** The next build that is held. */
  Held next() throws InterruptedException {
    Held next = held.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing is built");
    }
    return next;
  }

  @Override
  public PayloadBuilder.Built build(PayloadDraft draft, boolean pool, BuildControl control) {
    if (!pool) {
      return real.build(draft, false, control);
    }
    withPool.incrementAndGet();
    Held one = new Held(control, new CountDownLatch(1), new CountDownLatch(1));
    try {
      if (hold) {
        held.add(one);
        while (!one.released.await(1, TimeUnit.MILLISECONDS) && (deaf || !control.isFinishing())) {}
      }
      RuntimeException broken = failure;
      if (broken != null) {
        throw broken;
      }
      return real.build(draft, true, control);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      one.ended.countDown();
    }
  }
}
