package dev.kopi.services.engine.chain;

import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.l1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.block.BlockExecutor;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.Tasks;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import dev.kopi.services.execution.HotExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChainWriterTest {
  private static final PayloadStatus SYNCING = PayloadStatus.syncing();

  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  private final ChainEvents events = new ChainEvents(ChainEvents.Limits.DEFAULT);
  private final List<HeadChange> changes = new ArrayList<>();
  private int executed;
  private EngineRig source;
  private ChainStore store;
  private Hash genesis;
  private ChainWriter writer;

  @BeforeEach
  void open() {
    source = rigs.open(l1());
    store = rigs.open(l1()).store();
    genesis = source.genesis();
    writer =
        new ChainWriter(
            l1(), store, CRYPTO, events, new CountingTasks(), new WaitingBlocks(4, 1 << 20));
    events.subscribe(
        new ChainListener() {
          @Override
          public void onHead(HeadChange change) {
            changes.add(change);
          }
        });
  }

  /** Counts the blocks whose senders are recovered, which is how their execution begins. */
  private final class CountingTasks implements Tasks {
    @Override
    public <T> List<T> run(List<Supplier<T>> pieces) {
      executed += pieces.isEmpty() ? 1 : 0;
      return Tasks.SEQUENTIAL.run(pieces);
    }
  }

  private List<Block> chain(int count) {
    return TestBlocks.above(source, genesis, count, 12);
  }

  private void insertAll(List<Block> blocks) {
    for (Block block : blocks) {
      assertThat(writer.insert(block)).isEqualTo(PayloadStatus.valid(block.hash()));
    }
  }

  private PayloadStatus update(Hash head, Hash safe, Hash finalized) {
    PayloadStatus status = writer.updateHeads(new ForkchoiceState(head, safe, finalized));
    events.run(0);
    return status;
  }

  private void assertInvalid(PayloadStatus status, @Nullable Hash latestValid) {
    assertThat(status.status()).isEqualTo(PayloadStatus.Status.INVALID);
    assertThat(status.latestValidHash()).isEqualTo(latestValid);
  }

  @Test
  void executesEachBlockOnce() {
    List<Block> blocks = chain(2);
    insertAll(blocks);
    insertAll(blocks);
    assertThat(executed).isEqualTo(2);
    assertThat(store.hasState(blocks.get(1).hash())).isTrue();
  }

  @Test
  void importsTheDescendantsThatWaitedWhenTheirAncestorComes() {
    List<Block> blocks = chain(4);
    for (Block early : blocks.subList(1, 4).reversed()) {
      assertThat(writer.insert(early)).isEqualTo(SYNCING);
    }
    assertThat(writer.insert(blocks.getFirst()).status()).isEqualTo(PayloadStatus.Status.VALID);
    for (Block block : blocks) {
      assertThat(store.hasState(block.hash())).isTrue();
    }
  }

  @Test
  void importsTheOtherChildrenWhenOneThatWaitedIsInvalid() {
    List<Block> blocks = chain(2);
    Block broken = TestBlocks.corrupt(blocks.get(1));
    writer.insert(broken);
    writer.insert(blocks.get(1));
    writer.insert(blocks.get(0));
    assertThat(store.hasState(blocks.get(1).hash())).isTrue();
    assertInvalid(writer.insert(broken), blocks.get(0).hash());
  }

  @Test
  void refusesWhateverBuildsOnAnInvalidBlock() {
    List<Block> blocks = chain(4);
    writer.insert(blocks.get(0));
    Block broken = TestBlocks.corrupt(blocks.get(1));
    Hash latestValid = blocks.get(0).hash();
    assertInvalid(writer.insert(broken), latestValid);
    Block child = TestBlocks.onTopOf(broken, blocks.get(2));
    assertInvalid(writer.insert(child), latestValid);
    Block grandchild = TestBlocks.onTopOf(child, blocks.get(3));
    assertInvalid(writer.insert(grandchild), latestValid);
    assertInvalid(update(grandchild.hash(), Hash.ZERO, Hash.ZERO), latestValid);
    assertThat(executed).isEqualTo(2);
  }

  @Test
  void doesNotExecuteABlockThatThisEngineBuilt() {
    List<Block> blocks = chain(2);
    writer.insert(blocks.get(0));
    ExecutedBlock own = execute(blocks.get(1), blocks.get(0));
    writer.remember(own);
    assertThat(writer.insert(own.block())).isEqualTo(PayloadStatus.valid(own.block().hash()));
    assertThat(executed).isEqualTo(1);
    assertThat(store.hasState(own.block().hash())).isTrue();
  }

  @Test
  void letsABuiltBlockWaitForItsParent() {
    List<Block> blocks = chain(2);
    insertAll(blocks.subList(0, 1));
    ExecutedBlock own = execute(blocks.get(1), blocks.get(0));
    ChainWriter other =
        new ChainWriter(
            l1(),
            rigs.open(l1()).store(),
            CRYPTO,
            events,
            Tasks.SEQUENTIAL,
            new WaitingBlocks(4, 1 << 20));
    other.remember(own);
    assertThat(other.insert(own.block())).isEqualTo(SYNCING);
  }

  private ExecutedBlock execute(Block block, Block parent) {
    BlockResult result =
        new BlockExecutor(l1(), HotExecution.resources(CRYPTO), Tasks.SEQUENTIAL)
            .execute(
                block,
                List.of(),
                parent.header(),
                store.state(parent.hash()),
                store.trieNodes(parent.hash()),
                store::header);
    assertThat(result).isInstanceOf(BlockResult.Valid.class);
    return ((BlockResult.Valid) result).block();
  }

  @Test
  void publishesEachNewHeadOnce() {
    List<Block> blocks = chain(2);
    insertAll(blocks);
    Hash head = blocks.get(1).hash();
    update(head, Hash.ZERO, Hash.ZERO);
    update(head, blocks.get(0).hash(), genesis);
    update(head, blocks.get(0).hash(), genesis);
    assertThat(changes)
        .containsExactly(new HeadChange(List.of(), List.of(blocks.get(0).hash(), head), head));
    assertThat(store.heads()).isEqualTo(new ChainHeads(head, blocks.get(0).hash(), genesis));
  }

  @Test
  void publishesWhatAReorgRemovesAndAdds() {
    List<Block> old = chain(3);
    List<Block> fork = TestBlocks.above(source, old.get(0).hash(), 1, 20);
    insertAll(old);
    insertAll(fork);
    update(old.get(2).hash(), Hash.ZERO, Hash.ZERO);
    changes.clear();
    Hash head = fork.get(0).hash();
    assertThat(update(head, Hash.ZERO, Hash.ZERO)).isEqualTo(PayloadStatus.valid(head));
    assertThat(changes)
        .containsExactly(
            new HeadChange(List.of(old.get(2).hash(), old.get(1).hash()), List.of(head), head));
    assertThat(store.canonicalHash(3)).isNull();
  }

  @Test
  void publishesOnlyRemovedBlocksWhenTheHeadMovesBack() {
    List<Block> blocks = chain(2);
    insertAll(blocks);
    update(blocks.get(1).hash(), Hash.ZERO, Hash.ZERO);
    changes.clear();
    update(blocks.get(0).hash(), Hash.ZERO, Hash.ZERO);
    assertThat(changes)
        .containsExactly(
            new HeadChange(List.of(blocks.get(1).hash()), List.of(), blocks.get(0).hash()));
  }

  @Test
  void refusesAZeroHeadAndWaitsForAnUnknownOne() {
    assertInvalid(update(Hash.ZERO, Hash.ZERO, Hash.ZERO), null);
    assertThat(update(chain(1).get(0).hash(), Hash.ZERO, Hash.ZERO)).isEqualTo(SYNCING);
    assertThat(changes).isEmpty();
  }

  @Test
  void changesNothingWhenSafeOrFinalizedIsNoAncestorOfTheHead() {
    List<Block> blocks = chain(2);
    List<Block> fork = TestBlocks.above(source, genesis, 1, 20);
    insertAll(blocks);
    insertAll(fork);
    ChainHeads before = store.heads();
    Hash head = blocks.get(0).hash();
    Hash unknown = Hash.fromHex("0x" + "cd".repeat(32));
    for (Hash wrong : List.of(blocks.get(1).hash(), fork.get(0).hash(), unknown)) {
      assertThatThrownBy(() -> update(head, wrong, genesis))
          .isInstanceOfSatisfying(
              EngineApiException.class,
              e -> assertThat(e.code()).isEqualTo(EngineApiException.INVALID_FORKCHOICE_STATE));
      assertThatThrownBy(() -> update(head, genesis, wrong)).isInstanceOf(EngineApiException.class);
    }
    assertThat(store.heads()).isEqualTo(before);
    assertThat(changes).isEmpty();
  }

  @Test
  void keepsTheSafeBlockWhileItIsOnTheChainAndNoneIsGiven() {
    List<Block> blocks = chain(2);
    List<Block> fork = TestBlocks.above(source, genesis, 1, 20);
    insertAll(blocks);
    insertAll(fork);
    Hash safe = blocks.get(0).hash();
    update(safe, safe, genesis);
    update(blocks.get(1).hash(), Hash.ZERO, Hash.ZERO);
    assertThat(Objects.requireNonNull(store.heads()).safe()).isEqualTo(safe);
    update(fork.get(0).hash(), Hash.ZERO, Hash.ZERO);
    assertThat(store.heads()).isEqualTo(new ChainHeads(fork.get(0).hash(), Hash.ZERO, genesis));
  }
}
