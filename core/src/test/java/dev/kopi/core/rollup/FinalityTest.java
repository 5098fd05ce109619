package dev.kopi.core.rollup;

import static dev.kopi.core.rollup.RollupConfigs.l1;
import static dev.kopi.core.rollup.RollupConfigs.l2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.rollup.Finality.Derived;
import org.junit.jupiter.api.Test;

class FinalityTest {
  private final Finality finality = new Finality(3);
  private final L1BlockRef origin = l1(100, 1000);

  @Test
  void finalizesTheNewestBlockDerivedFromFinalL1() {
    safe(10, 101);
    safe(12, 101);
    safe(15, 103);
    assertThat(finality.finalizable(100, 0)).isNull();
    assertThat(finality.finalizable(101, 0)).isEqualTo(new Derived(block(12), l1(101, 0).id()));
    assertThat(finality.finalizable(102, 0)).isEqualTo(new Derived(block(12), l1(101, 0).id()));
    assertThat(finality.finalizable(103, 0)).isEqualTo(new Derived(block(15), l1(103, 0).id()));
  }

  @Test
  void finalizesNothingThatIsFinalAlready() {
    safe(10, 101);
    assertThat(finality.finalizable(101, 10)).isNull();
  }

  @Test
  void forgetsOnReset() {
    safe(10, 101);
    finality.reset();
    assertThat(finality.finalizable(200, 0)).isNull();
  }

  @Test
  void remembersABoundedNumberOfL1Blocks() {
    for (int i = 0; i < 5; i++) {
      safe(10 + i, 101 + i);
    }
    assertThat(finality.finalizable(102, 0)).isNull();
    assertThat(finality.finalizable(103, 0)).isEqualTo(new Derived(block(12), l1(103, 0).id()));
  }

  private void safe(long l2, long l1) {
    finality.onSafe(block(l2), l1(l1, 0).id());
  }

  private L2BlockRef block(long number) {
    return l2(number, 1000 + 2 * number, origin);
  }
}
