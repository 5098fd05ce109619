package dev.kopi.core.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.batcher.Throttle.Kind;
import dev.kopi.core.batcher.Throttle.Limits;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  @Test
  void leavesBuildersAloneUpToTheLowerThreshold() {
    assertThat(throttle(Kind.QUADRATIC).limits(1000)).isEqualTo(new Limits(0, 130_000, 0));
    assertThat(throttle(Kind.STEP).limits(1000).isThrottling()).isFalse();
  }

  @Test
  void growsByTheShapeOfTheCurve() {
    assertThat(throttle(Kind.LINEAR).limits(1500)).isEqualTo(new Limits(10_075, 66_000, 500_000));
    assertThat(throttle(Kind.QUADRATIC).limits(1500))
        .isEqualTo(new Limits(15_038, 98_000, 250_000));
    assertThat(throttle(Kind.STEP).limits(1001)).isEqualTo(new Limits(150, 2_000, Throttle.FULL));
  }

  @Test
  void isFullFromTheUpperThresholdOn() {
    for (Kind kind : Kind.values()) {
      assertThat(throttle(kind).limits(2000)).isEqualTo(new Limits(150, 2_000, Throttle.FULL));
      assertThat(throttle(kind).limits(1 << 30)).isEqualTo(new Limits(150, 2_000, Throttle.FULL));
    }
  }

  @Test
  void isOffWithoutALowerThreshold() {
    Throttle off = new Throttle(Kind.LINEAR, 0, 0, 150, 20_000, 2_000, 130_000);
    assertThat(off.limits(1 << 30).isThrottling()).isFalse();
  }

  private static Throttle throttle(Kind kind) {
    return new Throttle(kind, 1000, 2000, 150, 20_000, 2_000, 130_000);
  }
}
