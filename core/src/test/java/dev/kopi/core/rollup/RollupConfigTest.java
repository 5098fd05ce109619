package dev.kopi.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollupConfigTest {
  private static final UnsupportedFork LAGOON = new UnsupportedFork("lagoon", 1_000);
  private static final UnsupportedFork INTEROP = new UnsupportedFork("interop", 2_000);

  private final RollupConfig config =
      RollupConfigs.upTo(OpFork.KARST).withUnsupportedForks(List.of(INTEROP, LAGOON));

  @Test
  void noForkIsUnsupportedBeforeItActivates() {
    assertThat(config.unsupportedForkAt(999)).isNull();
  }

  @Test
  void namesTheEarliestUnsupportedForkThatHolds() {
    assertThat(config.unsupportedForkAt(1_000)).isEqualTo(LAGOON);
    assertThat(config.unsupportedForkAt(3_000)).isEqualTo(LAGOON);
  }

  @Test
  void theFirstBlockOfAForkIsTheFirstAtOrAfterItsTime() {
    long genesis = config.genesisTimeSeconds();
    long first = config.genesisL2().number();
    assertThat(config.firstBlockAt(genesis - 1)).isEqualTo(first);
    assertThat(config.firstBlockAt(genesis)).isEqualTo(first);
    assertThat(config.firstBlockAt(genesis + 1)).isEqualTo(first + 1);
    assertThat(config.firstBlockAt(genesis + config.blockTimeSeconds())).isEqualTo(first + 1);
    assertThat(config.firstBlockAt(genesis + config.blockTimeSeconds() + 1)).isEqualTo(first + 2);
  }
}
