package dev.kopi.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnsupportedForkTest {
  private static final UnsupportedFork LAGOON = new UnsupportedFork("lagoon", 1005);
  private static final UnsupportedFork LATER = new UnsupportedFork("later", 2000);

  private final RollupConfig config =
      RollupConfigs.upTo(OpFork.KARST).withUnsupportedForks(List.of(LATER, LAGOON));

  @Test
  void isNullBeforeTheFirstFork() {
    assertThat(config.unsupportedForkAt(1004)).isNull();
  }

  @Test
  void namesTheEarliestActiveFork() {
    assertThat(config.unsupportedForkAt(1005)).isEqualTo(LAGOON);
    assertThat(config.unsupportedForkAt(5000)).isEqualTo(LAGOON);
  }

  @Test
  void firstBlockIsTheFirstOneWhoseTimeIsNotBeforeTheFork() {
    // Blocks come every 2 seconds from 1000 on.
    assertThat(config.firstBlockAt(1004)).isEqualTo(2);
    assertThat(config.firstBlockAt(1005)).isEqualTo(3);
    assertThat(config.firstBlockAt(1006)).isEqualTo(3);
    assertThat(config.firstBlockAt(0)).isZero();
  }
}
