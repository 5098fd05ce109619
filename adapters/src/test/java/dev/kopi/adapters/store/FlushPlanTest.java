package dev.kopi.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.adapters.store.difflayer.LayerChanges;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.trie.TrieUpdate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlushPlanTest {
  private static final long BASE = 100;
  private static final StoreOptions OPTIONS = StoreOptions.DEFAULT.withLayers(4, 2);

  /**
   * So many layers above the disk layer, of a little more than so many bytes each; the highest one.
   */
  private static DiffLayer layers(int count, int bytes) {
    TrieUpdate.NodeChange node =
        new TrieUpdate.NodeChange(Hash.ZERO, Bytes.EMPTY, Bytes.wrap(new byte[bytes]));
    LayerChanges changes =
        LayerChanges.of(
            new StateDiff(Map.of(), Map.of()), new TrieUpdate(Hash.ZERO, Map.of(), List.of(node)));
    @Nullable DiffLayer head = null;
    for (int i = 1; i <= count; i++) {
      Hash parent = head == null ? Hash.ZERO : head.hash();
      Block block =
          new Block(
              new HeaderBuilder().parentHash(parent).number(BASE + i).build(),
              List.of(),
              List.of(),
              null);
      head = new DiffLayer(block, List.of(), changes, head, i);
    }
    return Objects.requireNonNull(head);
  }

  private static long number(@Nullable DiffLayer layer) {
    return Objects.requireNonNull(layer).number();
  }

  @Test
  void leavesTheNewestLayersInMemoryWhenThereAreEnoughForAFlush() {
    assertThat(FlushPlan.byDepth(OPTIONS, layers(5, 1), BASE)).isNull();
    assertThat(number(FlushPlan.byDepth(OPTIONS, layers(6, 1), BASE))).isEqualTo(102);
    assertThat(number(FlushPlan.byDepth(OPTIONS, layers(9, 1), BASE))).isEqualTo(105);
  }

  @Test
  void countsTransactionsAndReceiptsOfBlocks() {
    StoreOptions options = OPTIONS.withLayerBytes(1 << 20);
    assertThat(FlushPlan.byMemory(options, bodies(4, 100_000))).isNull();
    assertThat(number(FlushPlan.byMemory(options, bodies(10, 100_000)))).isGreaterThan(BASE);
  }

  /** Layers without changes whose blocks have a transaction with so much call data each. */
  private static DiffLayer bodies(int count, int bytes) {
    @Nullable DiffLayer head = null;
    for (int i = 1; i <= count; i++) {
      Transaction transaction =
          new Transaction.DynamicFee(
              UInt256.ONE,
              i,
              UInt256.ONE,
              UInt256.ONE,
              21_000,
              Address.ZERO,
              UInt256.ZERO,
              Bytes.wrap(new byte[bytes]),
              List.of(),
              new Signature(UInt256.ZERO, UInt256.ONE, UInt256.ONE));
      Block block =
          new Block(
              new HeaderBuilder()
                  .parentHash(head == null ? Hash.ZERO : head.hash())
                  .number(BASE + i)
                  .build(),
              List.of(TransactionEnvelope.of(transaction)),
              List.of(),
              null);
      LayerChanges none =
          LayerChanges.of(
              new StateDiff(Map.of(), Map.of()), new TrieUpdate(Hash.ZERO, Map.of(), List.of()));
      head = new DiffLayer(block, List.of(), none, head, i);
    }
    return Objects.requireNonNull(head);
  }

  @Test
  void leavesHalfOfTheMemoryWhenLayersTakeTooMuch() {
    StoreOptions options = OPTIONS.withLayerBytes(1 << 20);
    assertThat(FlushPlan.byMemory(options, layers(10, 100_000))).isNull();
    assertThat(number(FlushPlan.byMemory(options, layers(11, 100_000)))).isEqualTo(106);
  }

  @Test
  void keepsTheHeadInMemoryHoweverLargeItIs() {
    StoreOptions options = OPTIONS.withLayerBytes(1 << 20);
    assertThat(FlushPlan.byMemory(options, layers(1, 2 << 20))).isNull();
    assertThat(number(FlushPlan.byMemory(options, layers(2, 2 << 20)))).isEqualTo(101);
  }

  @Test
  void batchesALayerWithAllBelowItUpwards() {
    List<List<DiffLayer>> batches = FlushPlan.batches(layers(5, 40 << 20));
    assertThat(batches)
        .map(batch -> batch.stream().map(DiffLayer::number).toList())
        .containsExactly(List.of(101L, 102L, 103L), List.of(104L, 105L));
  }
}
