package dev.kopi.apps.bench.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
  @Test
  void quantilesAreExactToOnePartIn64() {
    Random random = new Random(4);
    Latencies latencies = new Latencies();
    long[] all = new long[20_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (long) Math.exp(random.nextDouble() * 40);
      latencies.add(all[i]);
    }
    Arrays.sort(all);
    for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = all[(int) Math.ceil(share * all.length) - 1];
      assertThat(latencies.quantile(share)).isBetween(exact, exact + exact / 64 + 1);
    }
    assertThat(latencies.count()).isEqualTo(all.length);
  }

  @Test
  void hasNoQuantileOfNothing() {
    assertThat(new Latencies().quantile(0.99)).isZero();
  }
}
