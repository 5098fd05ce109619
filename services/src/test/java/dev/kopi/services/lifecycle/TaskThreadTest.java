package dev.kopi.services.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TaskThreadTest {
  private final RoleHealth health = new RoleHealth("node");
  private final CountDownLatch ended = new CountDownLatch(1);

  private void start(Class<? extends Throwable> failure) throws InterruptedException {
    TaskThread.start(
        "task",
        () -> {
          try {
            throw failure.getDeclaredConstructor().newInstance();
          } catch (RuntimeException | Error e) {
            throw e;
          } catch (Throwable e) {
            throw new AssertionError(e);
          }
        },
        ended::countDown,
        health);
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, StackOverflowError.class, LinkageError.class})
  void countsAFailureThatConcernsTheTaskAlone(Class<? extends Throwable> failure)
      throws InterruptedException {
    start(failure);
    assertThat(health.failures()).containsEntry("task", 1L);
    assertThat(health.isHealthy()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(classes = {OutOfMemoryError.class, InternalError.class})
  void endsTheRoleAfterAnErrorOfTheMachine(Class<? extends Throwable> failure)
      throws InterruptedException {
    start(failure);
    RoleHealth.End end = health.whenEnded().join();
    assertThat(end.thread()).isEqualTo("task");
    assertThat(end.cause()).isInstanceOf(failure);
  }

  @Test
  void reportsWhatFailsWhileItCleansUp() throws InterruptedException {
    TaskThread.start(
        "task",
        () -> {
          throw new IllegalStateException("first");
        },
        () -> {
          throw new IllegalStateException("second");
        },
        health);
    while (health.failures().getOrDefault("task", 0L) < 2) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(health.isHealthy()).isTrue();
  }
}
