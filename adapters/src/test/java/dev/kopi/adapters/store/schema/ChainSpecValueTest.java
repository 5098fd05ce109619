package dev.kopi.adapters.store.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.store.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChainSpecValueTest {
  private static final ChainSpec FULL =
      new ChainSpec(
          UInt256.of(901),
          Map.of(Fork.LONDON, 0L, Fork.OSAKA, -1L),
          UInt256.of(7),
          3L,
          List.of(new BlobScheduleEntry(5, BlobParams.BPO1)),
          Address.ofWords(1, 2, 3),
          new OpSpec(Map.of(OpFork.KARST, 1_800_000_000L), 6, 50, 250));

  @Test
  void readsEveryPartAsItWasWritten() {
    ChainSpec small = new ChainSpec(UInt256.ONE, Map.of(), null, null, List.of(), null, null);
    assertThat(ChainSpecValue.decode(ChainSpecValue.encode(FULL))).isEqualTo(FULL);
    assertThat(ChainSpecValue.decode(ChainSpecValue.encode(small))).isEqualTo(small);
  }

  @Test
  void refusesEveryCutValue() {
    byte[] value = ChainSpecValue.encode(FULL);
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatThrownBy(() -> ChainSpecValue.decode(cut)).isInstanceOf(StoreException.class);
    }
  }
}
