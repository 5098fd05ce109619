package dev.kopi.services.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SupervisedPeerThreadsTest {
  private final RoleHealth health = new RoleHealth("node");
  private final PeerThreads threads = new SupervisedPeerThreads(health, InstantSource.system());

  @Test
  void repeatsASharedLoopAfterAnException() throws InterruptedException {
    AtomicInteger steps = new AtomicInteger();
    CountDownLatch third = new CountDownLatch(3);
    try (PeerThreads.Loop loop =
        threads.shared(
            "loop",
            () -> {
              third.countDown();
              if (steps.incrementAndGet() == 2) {
                throw new IllegalStateException("test");
              }
              TimeUnit.MILLISECONDS.sleep(1);
            })) {
      assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(loop).isNotNull();
    }
    assertThat(health.failures()).containsEntry("loop", 1L);
    assertThat(health.ended()).isNull();
  }

  @Test
  void endsTheRoleAfterAnErrorOfASharedLoop() {
    try (PeerThreads.Loop loop =
        threads.shared(
            "loop",
            () -> {
              throw new StackOverflowError();
            })) {
      assertThat(health.whenEnded().join().thread()).isEqualTo("loop");
      assertThat(loop).isNotNull();
    }
  }

  @Test
  void countsWhatConcernsOnePeerAlone() {
    threads.failed("loop", new IllegalStateException("test"));
    assertThat(health.failures()).containsEntry("loop", 1L);
    assertThat(health.isHealthy()).isTrue();
  }
}
