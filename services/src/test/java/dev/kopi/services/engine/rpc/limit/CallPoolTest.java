package dev.kopi.services.engine.rpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallPoolTest {
  private static final Caller ALICE = new Caller("192.0.2.1", 1, false);
  private static final Caller BOB = new Caller("192.0.2.2", 2, false);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final RoleHealth health = new RoleHealth("test");
  private final DeadlineWatch watch = new DeadlineWatch(InstantSource.system());
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private CallPool pool = pool(4, 8, 10, LONG);

  private CallPool pool(int threads, int waitingPerCaller, int waiting, Duration maxWait) {
    return new CallPool(
        "test",
        new CallPool.Limits(threads, waitingPerCaller, waiting, maxWait, LONG),
        watch,
        health);
  }

  @AfterEach
  void close() {
    gate.countDown();
    pool.close();
  }

  /** A call that runs until the gate opens. */
  private CompletableFuture<String> block(Caller caller) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(
                pool.run(
                    caller,
                    deadline -> {
                      running.incrementAndGet();
                      await(gate);
                      return "done";
                    }));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void answersOnAThreadOfItsOwn() {
    assertThat(pool.<Boolean>run(ALICE, deadline -> Thread.currentThread().isVirtual())).isFalse();
  }

  @Test
  void passesErrorsOn() {
    assertThatThrownBy(() ->
            pool.run(
                ALICE,
                deadline -> {
                  throw RpcException.server("refused");
                }))
        .hasMessage("refused");
    assertThatThrownBy(() ->
            pool.run(
                ALICE,
                deadline -> {
                  throw new StackOverflowError();
                }))
        .isInstanceOf(StackOverflowError.class);
    assertThat(pool.<String>run(ALICE, deadline -> "goes on")).isEqualTo("goes on");
    assertThat(health.isHealthy()).isTrue();
  }

  @Test
  void leavesHalfOfTheThreadsToOtherCallers() throws Exception {
    List<CompletableFuture<String>> loops = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      loops.add(block(ALICE));
    }
    until(() -> running.get() == 2 && pool.waiting() == 6);
    assertThat(pool.<String>run(BOB, deadline -> "bob")).isEqualTo("bob");
    assertThat(running).hasValue(2);
    gate.countDown();
    for (CompletableFuture<String> loop : loops) {
      assertThat(loop.get(30, TimeUnit.SECONDS)).isEqualTo("done");
    }
  }

  @Test
  void tellsCallersOfThisMachineApartByTheirConnections() throws Exception {
    for (int i = 0; i < 4; i++) {
      block(new Caller("127.0.0.1", 7, true));
    }
    until(() -> running.get() == 2 && pool.waiting() == 2);
    Caller other = new Caller("127.0.0.1", 8, true);
    assertThat(pool.<String>run(other, deadline -> "other")).isEqualTo("other");
  }

  @Test
  void refusesWhenTooManyCallsOfACallerWait() throws Exception {
    for (int i = 0; i < 10; i++) {
      block(ALICE);
      int begun = Math.min(2, i + 1);
      until(() -> running.get() == begun);
    }
    until(() -> pool.waiting() == 8);
    assertThatThrownBy(() -> pool.run(ALICE, deadline -> "more"))
        .isInstanceOf(RpcException.class)
        .hasMessage("too many expensive calls at once");
    assertThat(pool.<String>run(BOB, deadline -> "bob")).isEqualTo("bob");
  }

  @Test
  void refusesWhenTooManyCallsWait() throws Exception {
    for (int i = 0; i < 14; i++) {
      block(new Caller("192.0.2." + i, i, false));
      int begun = Math.min(4, i + 1);
      until(() -> running.get() == begun);
    }
    until(() -> running.get() == 4 && pool.waiting() == 10);
    assertThatThrownBy(() -> pool.run(new Caller("198.51.100.1", 99, false), deadline -> "more"))
        .isInstanceOf(RpcException.class);
  }

  @Test
  void refusesACallThatWaitsTooLong() throws Exception {
    pool.close();
    pool = pool(1, 8, 10, Duration.ofMillis(20));
    CompletableFuture<String> first = block(ALICE);
    until(() -> running.get() == 1);
    CompletableFuture<String> second = block(BOB);
    assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
        .hasRootCauseMessage("too many expensive calls at once");
    assertThat(pool.waiting()).isZero();
    gate.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(running).hasValue(1);
  }

  @Test
  void refusesWhatWaitsWhenItIsClosed() throws Exception {
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(block(ALICE));
    }
    until(() -> running.get() == 2 && pool.waiting() == 1);
    Thread closing = Thread.ofPlatform().start(pool::close);
    until(() -> calls.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
    gate.countDown();
    assertThat(closing.join(Duration.ofSeconds(30))).isTrue();
    assertThat(calls.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(1);
    assertThatThrownBy(() -> pool.run(BOB, deadline -> "late")).isInstanceOf(RpcException.class);
  }

  @Test
  void givesEachCallADeadlineThatEndsWithIt() {
    assertThat(pool.<Integer>run(ALICE, deadline -> watch.size())).isEqualTo(1);
    assertThat(watch.size()).isZero();
  }
}
