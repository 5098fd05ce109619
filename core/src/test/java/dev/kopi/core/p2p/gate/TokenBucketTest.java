package dev.kopi.core.p2p.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final TokenBucket bucket = new TokenBucket(4, 2, 0);

  @Test
  void givesTheBurstAtOnceAndThenMakesWait() {
    assertThat(bucket.take(0, 20_000)).isZero();
    assertThat(bucket.take(0, 20_000)).isZero();
    assertThat(bucket.take(0, 20_000)).isEqualTo(250);
    assertThat(bucket.take(0, 20_000)).isEqualTo(500);
    assertThat(bucket.take(1_000, 20_000)).isZero();
  }

  @Test
  void aRefusedRequestMakesNobodyWaitLonger() {
    bucket.take(0, 0);
    bucket.take(0, 0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(bucket.take(0, 100)).isNegative();
    }
    assertThat(bucket.take(0, 250)).isEqualTo(250);
  }
}
