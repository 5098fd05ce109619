package dev.kopi.services.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerTest {
  private long now = 1000;
  private final Timer timer = new Timer(() -> Instant.ofEpochMilli(now));
  private final List<String> done = new ArrayList<>();

  private Runnable at(long delay, String name) {
    return timer.after(Duration.ofMillis(delay), () -> done.add(name));
  }

  @Test
  void runsTasksInTheOrderOfTheirTimes() {
    at(30, "third");
    at(10, "first");
    at(10, "second");
    assertThat(timer.run(1009)).isEqualTo(1010);
    assertThat(done).isEmpty();
    assertThat(timer.run(1010)).isEqualTo(1030);
    assertThat(done).containsExactly("first", "second");
    assertThat(timer.run(2000)).isEqualTo(Work.NEVER);
    assertThat(done).containsExactly("first", "second", "third");
  }

  @Test
  void forgetsATaskThatIsTakenBack() {
    Runnable takeBack = at(10, "first");
    at(10, "second");
    takeBack.run();
    assertThat(timer.size()).isEqualTo(1);
    timer.run(1010);
    takeBack.run();
    assertThat(done).containsExactly("second");
    assertThat(timer.size()).isZero();
  }

  @Test
  void runsTheOthersWhenATaskFails() {
    timer.after(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("broken");
        });
    at(0, "other");
    timer.run(1000);
    assertThat(done).containsExactly("other");
  }

  @Test
  void aTaskMayOrderAnother() {
    timer.after(Duration.ZERO, () -> at(5, "later"));
    assertThat(timer.run(1000)).isEqualTo(1005);
    timer.run(1005);
    assertThat(done).containsExactly("later");
  }

  @Test
  void wakesItsThreadForAnEarlierTask() throws InterruptedException {
    RoleHealth health = new RoleHealth("test");
    try (Timer running = Timer.start("test", health)) {
      CountDownLatch ran = new CountDownLatch(1);
      running.after(Duration.ofHours(1), () -> {});
      running.after(Duration.ofMillis(1), ran::countDown);
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(health.isHealthy()).isTrue();
  }
}
