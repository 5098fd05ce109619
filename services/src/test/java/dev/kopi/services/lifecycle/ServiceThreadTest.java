package dev.kopi.services.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServiceThreadTest {
  private final RoleHealth health = new RoleHealth("test");

  private ServiceThread thread(Work work, ServiceThread.OnFailure onFailure) {
    ServiceThread thread =
        new ServiceThread("worker", work, onFailure, health, InstantSource.system());
    thread.start();
    return thread;
  }

  @Test
  void triesAgainAndTellsHealthMeanwhile() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch recovered = new CountDownLatch(1);
    try (ServiceThread _ =
        thread(
            now -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("L1 is away");
              }
              assertThat(health.failing()).containsKey("worker");
              recovered.countDown();
              return Work.NEVER;
            },
            ServiceThread.OnFailure.RETRY)) {
      assertThat(recovered.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 1000 && !health.isHealthy(); i++) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(health.isHealthy()).isTrue();
      assertThat(health.failures()).containsEntry("worker", 1L);
    }
    assertThat(health.ended()).isNull();
  }

  @Test
  void endsTheRoleWhenTheOwnerOfStateFails() {
    IllegalStateException cause = new IllegalStateException("torn");
    try (ServiceThread _ =
        thread(
            now -> {
              throw cause;
            },
            ServiceThread.OnFailure.END_ROLE)) {
      assertThat(health.whenEnded().join()).isEqualTo(new RoleHealth.End("worker", cause));
      assertThat(health.summary()).contains("test ended").contains("torn");
    }
  }

  @Test
  void endsTheRoleOnAnErrorEvenWhereItTriesAgain() {
    try (ServiceThread _ =
        thread(
            now -> {
              throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            },
            ServiceThread.OnFailure.RETRY)) {
      assertThat(health.whenEnded().join().cause()).isInstanceOf(OutOfMemoryError.class);
    }
  }

  @Test
  void endsTheRoleOnAFatalException() {
    try (ServiceThread _ =
        thread(
            now -> {
              throw new FatalException("the fork lagoon is not supported");
            },
            ServiceThread.OnFailure.RETRY)) {
      assertThat(health.whenEnded().join().cause()).isInstanceOf(FatalException.class);
    }
  }

  @Test
  void wakesBeforeItsDeadline() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch second = new CountDownLatch(2);
    try (ServiceThread thread =
        thread(
            now -> {
              runs.incrementAndGet();
              second.countDown();
              return now + 900;
            },
            ServiceThread.OnFailure.RETRY)) {
      long start = System.nanoTime();
      while (second.getCount() > 0) {
        thread.wake();
        TimeUnit.MILLISECONDS.sleep(1);
      }
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
    }
  }

  @Test
  void stopsWorkThatWaits() {
    CountDownLatch begun = new CountDownLatch(1);
    ServiceThread thread =
        thread(
            now -> {
              begun.countDown();
              TimeUnit.HOURS.sleep(1);
              return Work.NEVER;
            },
            ServiceThread.OnFailure.END_ROLE);
    try {
      begun.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(thread.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(thread.isAlive()).isFalse();
    assertThat(health.ended()).isNull();
  }

  @Test
  void backsOffUpToTenSeconds() {
    assertThat(Backoff.millis(0)).isEqualTo(250);
    assertThat(Backoff.millis(1)).isEqualTo(500);
    assertThat(Backoff.millis(100)).isEqualTo(10_000);
  }
}
