package dev.kopi.tests.derivation;

import static dev.kopi.core.derivation.batch.BatchVerdict.ACCEPTED;
import static dev.kopi.core.derivation.batch.BatchVerdict.ACTIVATION_BLOCK_NOT_EMPTY;
import static dev.kopi.core.derivation.batch.BatchVerdict.BEFORE_L1_ORIGIN;
import static dev.kopi.core.derivation.batch.BatchVerdict.DEPOSIT_TRANSACTION;
import static dev.kopi.core.derivation.batch.BatchVerdict.DRIFT_EXCEEDED;
import static dev.kopi.core.derivation.batch.BatchVerdict.DRIFT_UNDECIDED;
import static dev.kopi.core.derivation.batch.BatchVerdict.DRIFT_WITHOUT_NEXT_ORIGIN;
import static dev.kopi.core.derivation.batch.BatchVerdict.EMPTY_TRANSACTION;
import static dev.kopi.core.derivation.batch.BatchVerdict.EPOCH_HASH;
import static dev.kopi.core.derivation.batch.BatchVerdict.EPOCH_TOO_FAR;
import static dev.kopi.core.derivation.batch.BatchVerdict.EPOCH_TOO_OLD;
import static dev.kopi.core.derivation.batch.BatchVerdict.FUTURE;
import static dev.kopi.core.derivation.batch.BatchVerdict.GAP;
import static dev.kopi.core.derivation.batch.BatchVerdict.INCLUDED_TOO_LATE;
import static dev.kopi.core.derivation.batch.BatchVerdict.NEXT_ORIGIN_UNKNOWN;
import static dev.kopi.core.derivation.batch.BatchVerdict.NO_L1_BLOCK;
import static dev.kopi.core.derivation.batch.BatchVerdict.PARENT_HASH;
import static dev.kopi.core.derivation.batch.BatchVerdict.PAST;
import static dev.kopi.core.derivation.batch.BatchVerdict.SET_CODE_BEFORE_ISTHMUS;
import static dev.kopi.core.derivation.batch.BatchVerdict.TIMESTAMP_TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.BatchRules;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of a block on top of a safe head whose epoch is the first of the known L1 blocks. */
class SingularBatchRulesTest {
  private static final long T = DerivationHarness.GENESIS_SECONDS;
  private static final List<L1BlockRef> L1 = new ArrayList<>();

  static {
    for (int i = 0; i < 4; i++) {
      L1.add(
          new L1BlockRef(
              Hash.ofWords(7, 0, 0, i), 100 + i, Hash.ofWords(7, 0, 0, i - 1), T + 12L * i));
    }
  }

  private static final L2BlockRef HEAD =
      new L2BlockRef(
          Hash.ofWords(9, 0, 0, 1), 50, Hash.ofWords(9, 0, 0, 0), T + 10, L1.get(0).id(), 5);
  private static final L1BlockRef INCLUSION = L1.get(3);
  private static final SingularBatch GOOD = batch(HEAD.hash(), L1.get(0).id(), T + 12);
  private static final Bytes TRANSACTION = Bytes.fromHex("02c0");

  private final RollupConfig config = DerivationHarness.config(OpFork.GRANITE);
  private final RollupConfig holocene = DerivationHarness.config(OpFork.HOLOCENE);

  private static SingularBatch batch(Hash parent, BlockId epoch, long time, Bytes... transactions) {
    return new SingularBatch(parent, epoch, time, List.of(transactions));
  }

  private static BatchVerdict check(RollupConfig config, SingularBatch batch) {
    return BatchRules.check(config, L1, HEAD, batch, INCLUSION);
  }

  @Test
  void acceptsTheNextBlock() {
    assertThat(check(config, GOOD)).isEqualTo(ACCEPTED);
    assertThat(check(config, batch(HEAD.hash(), L1.get(1).id(), T + 12))).isEqualTo(ACCEPTED);
  }

  @Test
  void isUndecidedWithoutL1Blocks() {
    assertThat(BatchRules.check(config, List.of(), HEAD, GOOD, INCLUSION)).isEqualTo(NO_L1_BLOCK);
  }

  @Test
  void keepsABatchWhoseTimeIsToCome() {
    assertThat(check(config, batch(HEAD.hash(), L1.get(0).id(), T + 14))).isEqualTo(FUTURE);
  }

  @Test
  void dropsABatchThatLeavesAGapFromHoloceneOn() {
    assertThat(check(holocene, batch(HEAD.hash(), L1.get(0).id(), T + 14))).isEqualTo(GAP);
  }

  @Test
  void dropsABatchOfAnEarlierTime() {
    assertThat(check(config, batch(HEAD.hash(), L1.get(0).id(), T + 10)))
        .isEqualTo(TIMESTAMP_TOO_OLD);
  }

  @Test
  void passesOverABatchOfAnEarlierTimeFromHoloceneOn() {
    assertThat(check(holocene, batch(HEAD.hash(), L1.get(0).id(), T + 10))).isEqualTo(PAST);
    assertThat(PAST.validity()).isEqualTo(BatchVerdict.Validity.PAST);
  }

  @Test
  void holocenesRulesGoByTheTimeOfInclusion() {
    RollupConfig between =
        DerivationHarness.config(OpFork.HOLOCENE, Map.of(OpFork.HOLOCENE, T + 30));
    SingularBatch early = batch(HEAD.hash(), L1.get(0).id(), T + 14);
    assertThat(BatchRules.check(between, L1, HEAD, early, L1.get(2))).isEqualTo(FUTURE);
    assertThat(BatchRules.check(between, L1, HEAD, early, L1.get(3))).isEqualTo(GAP);
  }

  @Test
  void dropsABatchOnAnotherParent() {
    assertThat(check(config, batch(Hash.ZERO, L1.get(0).id(), T + 12))).isEqualTo(PARENT_HASH);
  }

  @Test
  void dropsABatchIncludedAfterTheSequencingWindow() {
    long last = 100 + config.sequencerWindowSize();
    L1BlockRef inTime = new L1BlockRef(Hash.ZERO, last, Hash.ZERO, T + 100);
    L1BlockRef late = new L1BlockRef(Hash.ZERO, last + 1, Hash.ZERO, T + 100);
    assertThat(BatchRules.check(config, L1, HEAD, GOOD, inTime)).isEqualTo(ACCEPTED);
    assertThat(BatchRules.check(config, L1, HEAD, GOOD, late)).isEqualTo(INCLUDED_TOO_LATE);
  }

  @Test
  void dropsABatchWhoseEpochIsTooOld() {
    assertThat(check(config, batch(HEAD.hash(), new BlockId(Hash.ZERO, 99), T + 12)))
        .isEqualTo(EPOCH_TOO_OLD);
  }

  @Test
  void isUndecidedWhenTheNextEpochIsNotKnown() {
    SingularBatch next = batch(HEAD.hash(), L1.get(1).id(), T + 12);
    assertThat(BatchRules.check(config, L1.subList(0, 1), HEAD, next, INCLUSION))
        .isEqualTo(NEXT_ORIGIN_UNKNOWN);
  }

  @Test
  void dropsABatchWhoseEpochIsTooFarAhead() {
    assertThat(check(config, batch(HEAD.hash(), L1.get(2).id(), T + 12))).isEqualTo(EPOCH_TOO_FAR);
  }

  @Test
  void dropsABatchOfAnotherL1Chain() {
    assertThat(check(config, batch(HEAD.hash(), new BlockId(Hash.ZERO, 100), T + 12)))
        .isEqualTo(EPOCH_HASH);
  }

  @Test
  void dropsABatchOlderThanItsOrigin() {
    L2BlockRef earlier = new L2BlockRef(HEAD.hash(), 50, Hash.ZERO, T + 8, L1.get(0).id(), 4);
    SingularBatch batch = batch(HEAD.hash(), L1.get(1).id(), T + 10);
    assertThat(BatchRules.check(config, L1, earlier, batch, INCLUSION)).isEqualTo(BEFORE_L1_ORIGIN);
  }

  private static L2BlockRef headAt(long time) {
    return new L2BlockRef(HEAD.hash(), 50, Hash.ZERO, time, L1.get(0).id(), 5);
  }

  private static BatchVerdict late(
      RollupConfig config, List<L1BlockRef> l1, long time, BlockId epoch, Bytes... transactions) {
    SingularBatch batch = batch(HEAD.hash(), epoch, time, transactions);
    return BatchRules.check(config, l1, headAt(time - 2), batch, INCLUSION);
  }

  @Test
  void dropsTransactionsBeyondTheDrift() {
    RollupConfig before = DerivationHarness.config(OpFork.ECOTONE);
    long limit = T + before.maxSequencerDriftSeconds();
    List<L1BlockRef> far = List.of(L1.get(0), at(1, limit + 50));
    assertThat(late(before, far, limit, L1.get(0).id(), TRANSACTION)).isEqualTo(ACCEPTED);
    assertThat(late(before, far, limit + 2, L1.get(0).id(), TRANSACTION)).isEqualTo(DRIFT_EXCEEDED);
  }

  private static L1BlockRef at(int place, long time) {
    return new L1BlockRef(L1.get(place).hash(), 100 + place, L1.get(place - 1).hash(), time);
  }

  @Test
  void anEmptyBlockMayGoBeyondTheDriftUntilTheNextOriginCouldBeTaken() {
    RollupConfig before = DerivationHarness.config(OpFork.ECOTONE);
    long beyond = T + before.maxSequencerDriftSeconds() + 2;
    assertThat(late(before, List.of(L1.get(0), at(1, beyond + 1)), beyond, L1.get(0).id()))
        .isEqualTo(ACCEPTED);
    assertThat(late(before, List.of(L1.get(0), at(1, beyond)), beyond, L1.get(0).id()))
        .isEqualTo(DRIFT_WITHOUT_NEXT_ORIGIN);
    assertThat(late(before, List.of(L1.get(0)), beyond, L1.get(0).id())).isEqualTo(DRIFT_UNDECIDED);
  }

  @Test
  void anEmptyBlockThatTakesTheNextOriginMayBeBeyondTheDrift() {
    RollupConfig before = DerivationHarness.config(OpFork.ECOTONE);
    long beyond = T + 12 + before.maxSequencerDriftSeconds() + 2;
    assertThat(late(before, L1, beyond, L1.get(1).id())).isEqualTo(ACCEPTED);
  }

  @Test
  void theDriftIs1800SecondsFromFjordOn() {
    RollupConfig before = DerivationHarness.config(OpFork.ECOTONE);
    RollupConfig after = DerivationHarness.config(OpFork.FJORD);
    assertThat(before.maxSequencerDrift(T)).isEqualTo(before.maxSequencerDriftSeconds());
    assertThat(after.maxSequencerDrift(T)).isEqualTo(1800);
  }

  @Test
  void dropsABatchWithAnEmptyTransaction() {
    assertThat(check(config, batch(HEAD.hash(), L1.get(0).id(), T + 12, Bytes.EMPTY)))
        .isEqualTo(EMPTY_TRANSACTION);
  }

  @Test
  void dropsABatchWithADeposit() {
    assertThat(check(config, batch(HEAD.hash(), L1.get(0).id(), T + 12, Bytes.fromHex("7ec0"))))
        .isEqualTo(DEPOSIT_TRANSACTION);
  }

  @Test
  void dropsASetCodeTransactionBeforeIsthmus() {
    SingularBatch batch = batch(HEAD.hash(), L1.get(0).id(), T + 12, Bytes.fromHex("04c0"));
    assertThat(check(holocene, batch)).isEqualTo(SET_CODE_BEFORE_ISTHMUS);
    assertThat(check(DerivationHarness.config(OpFork.ISTHMUS), batch)).isEqualTo(ACCEPTED);
  }

  @Test
  void theFirstBlockOfJovianAndOfKarstHoldsNoTransactionsOfUsers() {
    for (OpFork fork : List.of(OpFork.JOVIAN, OpFork.KARST)) {
      RollupConfig activating = DerivationHarness.config(fork, Map.of(fork, T + 12));
      assertThat(check(activating, GOOD)).isEqualTo(ACCEPTED);
      assertThat(check(activating, batch(HEAD.hash(), L1.get(0).id(), T + 12, TRANSACTION)))
          .isEqualTo(ACTIVATION_BLOCK_NOT_EMPTY);
    }
  }
}
