package dev.kopi.core.chain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.UInt256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForkTablesTest {
  private final Map<OpFork, Long> opForks = new HashMap<>(Map.of(OpFork.CANYON, 5L));
  private final Map<Fork, Long> forks = new HashMap<>(Map.of(Fork.LONDON, 7L));
  private final OpSpec op = new OpSpec(opForks, 6, 50, 250);
  private final ChainSpec spec =
      new ChainSpec(UInt256.ONE, forks, null, null, List.of(), null, null);

  @Test
  void keepTheirTimesWhenTheGivenTableChanges() {
    opForks.put(OpFork.CANYON, 9L);
    forks.put(Fork.LONDON, 9L);
    assertThat(op.activation(OpFork.CANYON)).isEqualTo(5);
    assertThat(spec.activations()).containsEntry(Fork.LONDON, 7L);
  }

  @Test
  void cannotBeChanged() {
    assertThatThrownBy(() -> op.activationSeconds().put(OpFork.ECOTONE, 0L))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> spec.activations().remove(Fork.LONDON))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
