package dev.kopi.services.engine.rpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.services.lifecycle.Work;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeadlineWatchTest {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  private long nowMillis = 1_000;
  private final DeadlineWatch watch = new DeadlineWatch(() -> Instant.ofEpochMilli(nowMillis));

  @Test
  void cancelsWhatRunsTooLong() {
    Deadline first = watch.start(FIVE_SECONDS);
    nowMillis += 1_000;
    Deadline second = watch.start(FIVE_SECONDS);
    assertThat(watch.run(5_999)).isEqualTo(6_000);
    first.check();
    assertThat(watch.run(6_000)).isEqualTo(7_000);
    assertThat(first.cancellation().isCancelled()).isTrue();
    assertThatThrownBy(first::check).hasMessage("execution aborted (timeout = 5s)");
    second.check();
  }

  @Test
  void neverCancelsWithoutALimit() {
    Deadline deadline = watch.start(Duration.ZERO);
    assertThat(watch.run(Long.MAX_VALUE - 1)).isEqualTo(Work.NEVER);
    deadline.check();
  }

  @Test
  void forgetsWhatHasEnded() {
    watch.start(FIVE_SECONDS).close();
    assertThat(watch.size()).isZero();
    assertThat(watch.run(1_000)).isEqualTo(Work.NEVER);
  }

  @Test
  void endsPartsWithTheWhole() {
    Deadline whole = watch.start(FIVE_SECONDS);
    nowMillis += 4_000;
    Deadline part = whole.within(FIVE_SECONDS);
    Deadline shorter = whole.within(Duration.ofMillis(500));
    watch.run(5_500);
    assertThat(shorter.cancellation().isCancelled()).isTrue();
    assertThat(part.cancellation().isCancelled()).isFalse();
    watch.run(6_000);
    assertThat(part.cancellation().isCancelled()).isTrue();
  }

  @Test
  void cancelsAllWhenItIsClosed() {
    Deadline deadline = watch.start(Duration.ZERO);
    watch.close();
    assertThat(deadline.cancellation().isCancelled()).isTrue();
    assertThat(watch.start(Duration.ZERO).cancellation().isCancelled()).isTrue();
  }

  @Test
  void writesDurationsAsGoDoes() {
    assertThat(Deadline.text(300)).isEqualTo("300ms");
    assertThat(Deadline.text(5_000)).isEqualTo("5s");
    assertThat(Deadline.text(1_500)).isEqualTo("1.5s");
    assertThat(Deadline.text(60_000)).isEqualTo("1m0s");
  }
}
