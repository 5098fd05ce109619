package dev.kopi.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.Work;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatestTaskTest {
  private final List<String> done = new ArrayList<>();
  private int wakeUps;
  private final LatestTask tasks = new LatestTask(() -> wakeUps++);

  @Test
  void runsTheNewestTaskOnce() {
    tasks.execute(() -> done.add("first"));
    tasks.execute(() -> done.add("second"));
    assertThat(wakeUps).isEqualTo(2);
    assertThat(tasks.run(5)).isEqualTo(Work.NEVER);
    assertThat(tasks.run(6)).isEqualTo(Work.NEVER);
    assertThat(done).containsExactly("second");
  }

  @Test
  void aTaskThatComesMeanwhileIsRunNext() {
    tasks.execute(() -> tasks.execute(() -> done.add("next")));
    assertThat(tasks.run(5)).isEqualTo(5);
    tasks.run(5);
    assertThat(done).containsExactly("next");
  }

  @Test
  void anErrorOfTheTaskEndsTheRole() throws Exception {
    RoleHealth health = new RoleHealth("node");
    try (ServiceThread thread =
        new ServiceThread(
            "derivation",
            tasks,
            ServiceThread.OnFailure.END_ROLE,
            health,
            InstantSource.system())) {
      tasks.execute(() -> {
        throw new StackOverflowError();
      });
      thread.start();
      RoleHealth.End end = health.whenEnded().get(20, TimeUnit.SECONDS);
      assertThat(end.thread()).isEqualTo("derivation");
      assertThat(end.cause()).isInstanceOf(StackOverflowError.class);
    }
  }
}
