package dev.kopi.services.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.services.lifecycle.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThrottleDriverTest {
  private static final Throttle OFF =
      new Throttle(Throttle.Kind.LINEAR, 0, 0, 150, 20_000, 2_000, 130_000);

  private final List<Long> blockSizes = new ArrayList<>();
  private int wakeUps;
  private boolean away;
  private boolean taken = true;
  private long now = 1_000_000;

  private Throttler throttler(Throttle throttle) {
    return new Throttler(throttle, () -> wakeUps++);
  }

  private ThrottleDriver driver(Throttler throttler) {
    return new ThrottleDriver(throttler, this::set, Duration.ofSeconds(1));
  }

  private boolean set(long maxTxBytes, long maxBlockBytes) {
    if (away) {
      throw new RpcTransportException("the builder is away");
    }
    blockSizes.add(maxBlockBytes);
    return taken;
  }

  @Test
  void sendsNothingBeforeAnythingIsKnownAndWhenItIsOff() {
    Throttler throttler = throttler(BatcherRig.THROTTLE);
    assertThat(driver(throttler).run(now)).isEqualTo(Work.NEVER);
    Throttler off = throttler(OFF);
    off.update(1_000_000);
    assertThat(driver(off).run(now)).isEqualTo(Work.NEVER);
    assertThat(blockSizes).isEmpty();
  }

  @Test
  void sendsChangesAtOnceAndRepeatsThemRarely() {
    Throttler throttler = throttler(BatcherRig.THROTTLE);
    ThrottleDriver driver = driver(throttler);
    throttler.update(0);
    assertThat(wakeUps).isEqualTo(1);
    assertThat(driver.run(now)).isEqualTo(now + 20_000);
    throttler.update(10);
    assertThat(wakeUps).as("the limits are the same").isEqualTo(1);
    driver.run(now + 1000);
    assertThat(blockSizes).containsExactly(130_000L);
    throttler.update(1500);
    assertThat(wakeUps).isEqualTo(2);
    driver.run(now + 1001);
    assertThat(blockSizes).containsExactly(130_000L, 66_000L);
    driver.run(now + 21_001);
    assertThat(blockSizes).hasSize(3);
  }

  @Test
  void asksABuilderThatFailsAgainWithTheNewestLimits() {
    Throttler throttler = throttler(BatcherRig.THROTTLE);
    ThrottleDriver driver = driver(throttler);
    away = true;
    throttler.update(1500);
    assertThat(driver.run(now)).isEqualTo(now + 1000);
    throttler.update(2000);
    assertThat(driver.run(now + 10)).as("it is not pestered").isEqualTo(now + 1000);
    away = false;
    driver.run(now + 1000);
    assertThat(blockSizes).containsExactly(2000L);
  }

  @Test
  void repeatsLimitsThatWereNotTaken() {
    Throttler throttler = throttler(BatcherRig.THROTTLE);
    ThrottleDriver driver = driver(throttler);
    taken = false;
    throttler.update(1500);
    assertThat(driver.run(now)).isEqualTo(now + 1000);
    taken = true;
    driver.run(now + 1000);
    assertThat(blockSizes).hasSize(2);
  }

  @Test
  void followsAnotherCurveAndBack() {
    Throttler throttler = throttler(BatcherRig.THROTTLE);
    throttler.update(1500);
    Throttle.Limits linear = throttler.limits();
    throttler.use(new Throttle(Throttle.Kind.STEP, 1000, 2000, 150, 20_000, 2_000, 130_000));
    assertThat(throttler.limits().intensity()).isEqualTo(Throttle.FULL);
    throttler.reset();
    assertThat(throttler.limits()).isEqualTo(linear);
    assertThat(wakeUps).isEqualTo(3);
  }

  /** A builder that does not answer must not hold a lock: the batcher and its RPC go on. */
  @Test
  void othersReadAndUpdateWhileABuilderIsAsked() {
    Throttler throttler = throttler(BatcherRig.THROTTLE);
    ThrottleDriver driver =
        new ThrottleDriver(
            throttler,
            (tx, block) -> {
              CompletableFuture<Void> others =
                  CompletableFuture.runAsync(() -> {
                    throttler.update(2000);
                    throttler.use(throttler.throttle());
                    throttler.limits();
                  });
              others.orTimeout(20, TimeUnit.SECONDS).join();
              return true;
            },
            Duration.ofSeconds(1));
    throttler.update(1500);
    driver.run(now);
    assertThat(throttler.limits().intensity()).isEqualTo(Throttle.FULL);
  }
}
