package dev.kopi.services.txmgr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.services.lifecycle.RoleHealth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TxManagerServiceTest {
  private final FakeL1Pool pool = new FakeL1Pool();
  private final AtomicInteger sends = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile int holdSend = -1;
  private final RoleHealth health = new RoleHealth("batcher");
  private final TxManagerService service =
      new TxManagerService(
          TxManagerTest.manager(new SlowL1(), TxManagerConfig.DEVNET),
          health,
          InstantSource.system());

  /** An L1 whose calls come from many threads; one of its sends takes as long as a test likes. */
  private final class SlowL1 extends ForwardingBackend {
    SlowL1() {
      super(pool);
    }

    @Override
    public void send(dev.kopi.core.primitives.Bytes encoded) {
      if (sends.getAndIncrement() == holdSend) {
        held.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      super.send(encoded);
    }
  }

  @AfterEach
  void close() {
    release.countDown();
    service.close();
  }

  private void mine() {
    synchronized (pool) {
      pool.mine();
    }
  }

  @Test
  void confirmsFromItsOwnThreads() throws InterruptedException {
    CountDownLatch ends = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      service.send(TxManagerTest.candidate(i), ends::countDown);
    }
    while (!ends.await(20, TimeUnit.MILLISECONDS)) {
      mine();
    }
    assertThat(service.pending()).isZero();
    assertThat(health.isHealthy()).isTrue();
  }

  @Test
  void aSlowCallForOneDoesNotDelayAnother() throws InterruptedException {
    holdSend = 0;
    CountDownLatch slowEnd = new CountDownLatch(1);
    Submission slow = service.send(TxManagerTest.candidate(1), slowEnd::countDown);
    assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
    Submission other = service.send(TxManagerTest.candidate(2), () -> {});
    while (other.published().isEmpty()) {
      Thread.sleep(5);
    }
    assertThat(slow.outcome()).isNull();
    slow.cancel();
    Thread.sleep(50);
    assertThat(slow.outcome()).as("it is being published").isNull();
    release.countDown();
    assertThat(slowEnd.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(slow.outcome()).isInstanceOf(TxOutcome.Failed.class);
  }

  @Test
  void closesInTimeWhenL1DoesNotAnswer() throws InterruptedException {
    holdSend = 0;
    service.send(TxManagerTest.candidate(1), () -> {});
    assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
    long start = System.nanoTime();
    service.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
  }

  @Test
  void closesAtOnceWhenL1Answers() throws InterruptedException {
    Submission submission = service.send(TxManagerTest.candidate(1), () -> {});
    while (submission.published().isEmpty()) {
      Thread.sleep(5);
    }
    long start = System.nanoTime();
    service.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(submission.outcome()).isInstanceOf(TxOutcome.Failed.class);
  }

  @Test
  void aDefectEndsTheRole() throws Exception {
    pool.before =
        () -> {
          throw new IllegalStateException("a defect");
        };
    service.send(TxManagerTest.candidate(1), () -> {});
    assertThat(health.whenEnded().get(20, TimeUnit.SECONDS).cause()).hasMessage("a defect");
  }
}
