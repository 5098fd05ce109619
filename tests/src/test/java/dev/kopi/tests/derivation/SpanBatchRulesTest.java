package dev.kopi.tests.derivation;

import static dev.kopi.core.derivation.batch.BatchVerdict.ACCEPTED;
import static dev.kopi.core.derivation.batch.BatchVerdict.BEFORE_L1_ORIGIN;
import static dev.kopi.core.derivation.batch.BatchVerdict.DRIFT_EXCEEDED;
import static dev.kopi.core.derivation.batch.BatchVerdict.DRIFT_WITHOUT_NEXT_ORIGIN;
import static dev.kopi.core.derivation.batch.BatchVerdict.EPOCH_HASH;
import static dev.kopi.core.derivation.batch.BatchVerdict.EPOCH_TOO_FAR;
import static dev.kopi.core.derivation.batch.BatchVerdict.FUTURE;
import static dev.kopi.core.derivation.batch.BatchVerdict.GAP;
import static dev.kopi.core.derivation.batch.BatchVerdict.INCLUDED_TOO_LATE;
import static dev.kopi.core.derivation.batch.BatchVerdict.LAST_ORIGIN_UNKNOWN;
import static dev.kopi.core.derivation.batch.BatchVerdict.NO_L1_BLOCK;
import static dev.kopi.core.derivation.batch.BatchVerdict.PARENT_HASH;
import static dev.kopi.core.derivation.batch.BatchVerdict.PAST;
import static dev.kopi.core.derivation.batch.BatchVerdict.SPAN_BEFORE_DELTA;
import static dev.kopi.core.derivation.batch.BatchVerdict.SPAN_MISALIGNED;
import static dev.kopi.core.derivation.batch.BatchVerdict.SPAN_OVERLAP_ORIGIN;
import static dev.kopi.core.derivation.batch.BatchVerdict.SPAN_OVERLAP_TRANSACTIONS;
import static dev.kopi.core.derivation.batch.BatchVerdict.SPAN_WITHOUT_NEW_BLOCKS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.batch.SpanBatchRules;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of a span on top of a chain of three blocks, the last of which is safe. */
class SpanBatchRulesTest {
  private final DerivationHarness delta = new DerivationHarness(OpFork.DELTA);
  private final DerivationHarness holocene = new DerivationHarness(OpFork.HOLOCENE);

  /** The safe chain, the L1 blocks that are known and a block to come. */
  private record Scene(
      DerivationHarness chain, List<L1BlockRef> l1, L2BlockRef head, List<SingularBatch> safe) {
    SpanBatch span(long firstSequenceNumber, SingularBatch... blocks) {
      Frame frame = chain.span(firstSequenceNumber, blocks);
      return (SpanBatch) TestSpans.read(chain.config, frame);
    }

    SingularBatch block(int after, BlockId epoch, Bytes... transactions) {
      return new SingularBatch(
          head.hash(), epoch, head.timestampSeconds() + 2L * after, List.of(transactions));
    }

    BatchVerdict check(SpanBatch span) {
      return check(span, l1, l1.getLast());
    }

    BatchVerdict check(SpanBatch span, List<L1BlockRef> known, L1BlockRef inclusion) {
      SpanBatchRules rules = new SpanBatchRules(chain.config, chain.l2());
      return rules.check(known, head, span, inclusion);
    }
  }

  private static Scene scene(DerivationHarness chain) {
    return scene(chain, 3);
  }

  private static Scene scene(DerivationHarness chain, int blocks) {
    List<SingularBatch> safe = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      safe.add(chain.sequence(chain.l1.at(0), chain.transaction()));
    }
    chain.post(chain.frame(safe.toArray(new SingularBatch[0])));
    chain.mine(4);
    assertThat(chain.head().number()).isEqualTo(blocks);
    List<L1BlockRef> l1 = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      l1.add(chain.l1.at(i));
    }
    return new Scene(chain, l1, chain.head(), safe);
  }

  @Test
  void acceptsTheNextBlocks() {
    Scene scene = scene(delta);
    assertThat(
            scene.check(
                scene.span(
                    4,
                    scene.block(1, scene.l1().get(0).id()),
                    scene.block(2, scene.l1().get(0).id()),
                    scene.block(3, scene.l1().get(1).id()))))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void isUndecidedWithoutL1Blocks() {
    Scene scene = scene(delta);
    SpanBatch span = scene.span(4, scene.block(1, scene.l1().get(0).id()));
    assertThat(scene.check(span, List.of(), scene.l1().get(1))).isEqualTo(NO_L1_BLOCK);
  }

  @Test
  void dropsASpanWhoseFirstOriginIsBeforeDelta() {
    DerivationHarness later =
        new DerivationHarness(
            OpFork.DELTA, Map.of(OpFork.DELTA, DerivationHarness.GENESIS_SECONDS + 6), null);
    Scene scene = scene(later);
    assertThat(scene.check(scene.span(4, scene.block(1, scene.l1().get(0).id()))))
        .isEqualTo(SPAN_BEFORE_DELTA);
  }

  @Test
  void keepsASpanToComeBeforeHoloceneAndDropsItAfter() {
    Scene before = scene(delta);
    assertThat(before.check(before.span(4, before.block(2, before.l1().get(0).id()))))
        .isEqualTo(FUTURE);
    Scene after = scene(holocene);
    assertThat(after.check(after.span(4, after.block(2, after.l1().get(0).id())))).isEqualTo(GAP);
  }

  @Test
  void aSpanWithoutNewBlocksIsDroppedBeforeHoloceneAndPassedOverAfter() {
    Scene before = scene(delta);
    assertThat(before.check(before.span(1, before.safe().toArray(new SingularBatch[0]))))
        .isEqualTo(SPAN_WITHOUT_NEW_BLOCKS);
    Scene after = scene(holocene);
    assertThat(after.check(after.span(1, after.safe().toArray(new SingularBatch[0]))))
        .isEqualTo(PAST);
  }

  @Test
  void dropsASpanBetweenTheTimestampsOfTheChain() {
    Scene scene = scene(delta);
    SingularBatch block = scene.block(0, scene.l1().get(0).id());
    SingularBatch odd =
        new SingularBatch(
            block.parentHash(), block.epoch(), block.timestampSeconds() - 1, List.of());
    SingularBatch next =
        new SingularBatch(
            block.parentHash(), block.epoch(), block.timestampSeconds() + 1, List.of());
    SingularBatch last =
        new SingularBatch(
            block.parentHash(), block.epoch(), block.timestampSeconds() + 3, List.of());
    assertThat(scene.check(scene.span(3, odd, next, last))).isEqualTo(SPAN_MISALIGNED);
  }

  @Test
  void dropsASpanOnAnotherParent() {
    Scene scene = scene(delta);
    SingularBatch block = scene.block(1, scene.l1().get(0).id());
    SingularBatch other =
        new SingularBatch(Hash.ZERO, block.epoch(), block.timestampSeconds(), List.of());
    assertThat(scene.check(scene.span(4, other))).isEqualTo(PARENT_HASH);
  }

  @Test
  void dropsASpanIncludedAfterTheSequencingWindow() {
    Scene scene = scene(delta);
    SpanBatch span = scene.span(4, scene.block(1, scene.l1().get(0).id()));
    long last = scene.chain().config.sequencerWindowSize();
    L1BlockRef late = new L1BlockRef(Hash.ZERO, last + 1, Hash.ZERO, 0);
    assertThat(scene.check(span, scene.l1(), new L1BlockRef(Hash.ZERO, last, Hash.ZERO, 0)))
        .isEqualTo(ACCEPTED);
    assertThat(scene.check(span, scene.l1(), late)).isEqualTo(INCLUDED_TOO_LATE);
  }

  @Test
  void dropsASpanThatLeavesOutAnEpoch() {
    Scene scene = scene(delta);
    assertThat(scene.check(scene.span(0, scene.block(1, scene.l1().get(2).id()))))
        .isEqualTo(EPOCH_TOO_FAR);
  }

  @Test
  void isUndecidedWhenTheLastOriginIsNotKnown() {
    Scene scene = scene(delta);
    SpanBatch span =
        scene.span(
            4, scene.block(1, scene.l1().get(0).id()), scene.block(2, scene.l1().get(1).id()));
    assertThat(scene.check(span, scene.l1().subList(0, 1), scene.l1().get(3)))
        .isEqualTo(LAST_ORIGIN_UNKNOWN);
  }

  @Test
  void dropsASpanOfAnotherL1Chain() {
    Scene scene = scene(delta);
    assertThat(scene.check(scene.span(4, scene.block(1, new BlockId(Hash.ZERO, 0)))))
        .isEqualTo(EPOCH_HASH);
  }

  @Test
  void dropsASpanWhoseBlockIsOlderThanItsOrigin() {
    Scene scene = scene(delta);
    assertThat(scene.check(scene.span(0, scene.block(1, scene.l1().get(1).id()))))
        .isEqualTo(BEFORE_L1_ORIGIN);
  }

  @Test
  void dropsASpanWithTransactionsBeyondTheDrift() {
    Scene scene = scene(delta);
    int within = (int) (scene.chain().config.maxSequencerDriftSeconds() - 6) / 2;
    List<SingularBatch> blocks = new ArrayList<>();
    for (int i = 1; i <= within; i++) {
      blocks.add(scene.block(i, scene.l1().get(0).id(), scene.chain().transaction()));
    }
    assertThat(scene.check(scene.span(4, blocks.toArray(new SingularBatch[0]))))
        .isEqualTo(ACCEPTED);
    blocks.add(scene.block(within + 1, scene.l1().get(0).id(), scene.chain().transaction()));
    assertThat(scene.check(scene.span(4, blocks.toArray(new SingularBatch[0]))))
        .isEqualTo(DRIFT_EXCEEDED);
  }

  @Test
  void dropsASpanWhoseEmptyBlockIsBeyondTheDriftWithoutTakingTheNextOrigin() {
    Scene scene = scene(delta);
    int beyond = (int) (scene.chain().config.maxSequencerDriftSeconds() - 6) / 2 + 1;
    List<SingularBatch> blocks = new ArrayList<>();
    for (int i = 1; i <= beyond; i++) {
      blocks.add(scene.block(i, scene.l1().get(0).id()));
    }
    assertThat(scene.check(scene.span(4, blocks.toArray(new SingularBatch[0]))))
        .isEqualTo(DRIFT_WITHOUT_NEXT_ORIGIN);
  }

  @Test
  void dropsASpanThatOverlapsWithOtherTransactions() {
    Scene scene = scene(delta);
    SingularBatch last = scene.safe().get(2);
    SingularBatch other =
        new SingularBatch(last.parentHash(), last.epoch(), last.timestampSeconds(), List.of());
    SingularBatch next = scene.block(1, scene.l1().get(0).id());
    assertThat(scene.check(scene.span(3, last, next))).isEqualTo(ACCEPTED);
    assertThat(scene.check(scene.span(3, other, next))).isEqualTo(SPAN_OVERLAP_TRANSACTIONS);
  }

  @Test
  void dropsASpanThatOverlapsWithAnotherOrigin() {
    Scene scene = scene(delta, 6);
    SingularBatch last = scene.safe().get(5);
    SingularBatch other =
        new SingularBatch(
            last.parentHash(),
            scene.l1().get(1).id(),
            last.timestampSeconds(),
            last.transactions());
    SingularBatch next = scene.block(1, scene.l1().get(1).id());
    assertThat(scene.check(scene.span(6, last, next))).isEqualTo(ACCEPTED);
    assertThat(scene.check(scene.span(0, other, next))).isEqualTo(SPAN_OVERLAP_ORIGIN);
  }

  @Test
  void holoceneJudgesStartAndEndAlone() {
    Scene scene = scene(holocene);
    SpanBatch span = scene.span(0, scene.block(1, scene.l1().get(1).id()));
    SpanBatchRules rules = new SpanBatchRules(scene.chain().config, scene.chain().l2());
    assertThat(rules.checkPrefix(scene.l1(), scene.head(), span, scene.l1().get(3)).verdict())
        .isEqualTo(ACCEPTED);
    assertThat(scene.check(span)).isEqualTo(BEFORE_L1_ORIGIN);
  }
}
