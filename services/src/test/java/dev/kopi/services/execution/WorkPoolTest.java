package dev.kopi.services.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that is shared out among threads. */
final class WorkPoolTest {
  @Test
  @Timeout(60)
  void answersInTheOrderOfThePiecesWhichMayBringPiecesThemselves() {
    try (WorkPool pool = new WorkPool("test", 3)) {
      List<Supplier<List<Integer>>> outer = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int from = 100 * i;
        outer.add(() -> pool.run(numbers(from)));
      }
      List<Integer> all = pool.run(outer).stream().flatMap(List::stream).toList();
      assertThat(all)
          .isEqualTo(
              IntStream.range(0, 50)
                  .boxed()
                  .flatMap(i -> IntStream.range(100 * i, 100 * i + 40).boxed())
                  .toList());
    }
  }

  @Test
  @Timeout(60)
  void failsWhenHelperDoesNotEndInTime() {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    Supplier<Boolean> hangsOnHelper =
        () -> {
          begun.countDown();
          try {
            return Thread.currentThread() == caller
                ? begun.await(30, TimeUnit.SECONDS)
                : never.await(50, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (WorkPool pool = new WorkPool("test", 1, Duration.ofMillis(50))) {
      assertThatThrownBy(() -> pool.run(List.of(hangsOnHelper, hangsOnHelper)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("1 of 2 tasks did not end within PT0.05S");
    } finally {
      never.countDown();
    }
  }

  private static List<Supplier<Integer>> numbers(int from) {
    List<Supplier<Integer>> pieces = new ArrayList<>();
    for (int i = from; i < from + 40; i++) {
      int number = i;
      pieces.add(() -> number);
    }
    return pieces;
  }

  @Test
  @Timeout(60)
  void workIsDoneBySeveralThreads() throws InterruptedException {
    try (WorkPool pool = new WorkPool("test", 1)) {
      CountDownLatch both = new CountDownLatch(2);
      var threads = ConcurrentHashMap.<Thread>newKeySet();
      Supplier<Boolean> meets =
          () -> {
            threads.add(Thread.currentThread());
            both.countDown();
            try {
              return both.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          };
      assertThat(pool.run(List.of(meets, meets))).containsExactly(true, true);
      assertThat(threads).hasSize(2);
    }
  }

  @Test
  @Timeout(60)
  void throwsWhatAPieceThrowsWhenAllHaveEnded() {
    try (WorkPool pool = new WorkPool("test", 2)) {
      AtomicInteger ended = new AtomicInteger();
      List<Supplier<Integer>> pieces = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int number = i;
        pieces.add(() -> {
          ended.incrementAndGet();
          if (number == 7) {
            throw new IllegalStateException("seven");
          }
          return number;
        });
      }
      assertThatThrownBy(() -> pool.run(pieces)).hasMessage("seven");
      assertThat(ended).hasValue(100);
    }
  }

  @Test
  void goesOnAloneWhenClosedOrWithoutThreads() {
    WorkPool closed = new WorkPool("test", 2);
    closed.close();
    assertThat(closed.run(numbers(5))).hasSize(40);
    try (WorkPool none = new WorkPool("test", 0)) {
      assertThat(none.run(numbers(0))).hasSize(40);
    }
  }
}
