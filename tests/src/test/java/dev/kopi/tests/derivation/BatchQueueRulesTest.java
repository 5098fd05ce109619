package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelCutShort;
import dev.kopi.core.derivation.event.DerivationEvent.EmptyBatchGenerated;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The batch queue: which batches become blocks, and when empty ones take their place. */
class BatchQueueRulesTest {
  @Test
  void keepsBatchesThatComeTooEarlyBeforeHolocene() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    SingularBatch one = chain.sequence(chain.l1.at(0));
    SingularBatch two = chain.sequence(chain.l1.at(0));
    chain.post(chain.frame(two));
    chain.mine();
    assertThat(chain.head().number()).isZero();
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void dropsBatchesThatComeTooEarlyFromHoloceneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(chain.l1.at(0));
    SingularBatch two = chain.sequence(chain.l1.at(0));
    chain.post(chain.frame(two));
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.droppedBatches()).containsExactly(BatchVerdict.GAP);
    assertThat(chain.head().number()).isEqualTo(1);
  }

  @Test
  void anInvalidBatchEndsItsChannelFromHoloceneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(chain.l1.at(0));
    SingularBatch bad =
        new SingularBatch(Hash.ZERO, one.epoch(), one.timestampSeconds(), List.of());
    chain.post(chain.frame(bad, one));
    chain.mine();
    assertThat(chain.droppedBatches()).containsExactly(BatchVerdict.PARENT_HASH);
    assertThat(chain.events(ChannelCutShort.class).getFirst().fault())
        .isEqualTo(ChannelFault.FLUSHED);
    assertThat(chain.head().number()).isZero();
  }

  @Test
  void anInvalidBatchIsDroppedAloneBeforeHolocene() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    SingularBatch one = chain.sequence(chain.l1.at(0));
    SingularBatch bad =
        new SingularBatch(Hash.ZERO, one.epoch(), one.timestampSeconds(), List.of());
    chain.post(chain.frame(bad, one));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aPastBatchIsPassedOverWithoutEndingItsChannel() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(chain.l1.at(0));
    SingularBatch two = chain.sequence(chain.l1.at(0));
    chain.post(chain.frame(one));
    chain.post(chain.frame(one, two));
    chain.mine();
    assertThat(chain.droppedBatches()).containsExactly(BatchVerdict.PAST);
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void theValidStartOfASpanCountsFromHoloceneOn() {
    for (OpFork fork : List.of(OpFork.GRANITE, OpFork.HOLOCENE)) {
      DerivationHarness chain = new DerivationHarness(fork);
      SingularBatch one = chain.sequence(chain.l1.at(0));
      SingularBatch two = chain.sequence(chain.l1.at(0));
      SingularBatch bad =
          new SingularBatch(
              two.parentHash(), two.epoch(), two.timestampSeconds(), List.of(setCode(chain)));
      chain.post(chain.span(1, one, bad));
      chain.mine();
      assertThat(chain.droppedBatches()).containsExactly(BatchVerdict.SET_CODE_BEFORE_ISTHMUS);
      assertThat(chain.head().number()).isEqualTo(fork == OpFork.HOLOCENE ? 1 : 0);
    }
  }

  private static Bytes setCode(DerivationHarness chain) {
    return TransactionCodec.encode(
        new Transaction.SetCode(
            chain.config.l2ChainId(),
            0,
            UInt256.ONE,
            UInt256.ONE,
            21_000,
            DerivationHarness.INBOX,
            UInt256.ZERO,
            Bytes.EMPTY,
            List.of(),
            List.of(),
            new Signature(UInt256.ZERO, UInt256.ONE, UInt256.ONE)));
  }

  @Test
  void aSpanThatOverlapsAddsItsNewBlocks() {
    for (OpFork fork : List.of(OpFork.DELTA, OpFork.HOLOCENE)) {
      DerivationHarness chain = new DerivationHarness(fork);
      SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
      SingularBatch two = chain.sequence(chain.l1.at(0), chain.transaction());
      chain.post(chain.frame(one));
      chain.mine();
      chain.post(chain.span(1, one, two));
      chain.mine();
      assertThat(chain.head()).isEqualTo(chain.sequenced);
    }
  }

  @Test
  void spanBatchesAreDroppedBeforeDelta() {
    DerivationHarness chain = new DerivationHarness(OpFork.CANYON);
    chain.post(chain.span(1, chain.sequence(chain.l1.at(0))));
    chain.mine();
    assertThat(chain.droppedBatches()).containsExactly(BatchVerdict.SPAN_BEFORE_DELTA);
    assertThat(chain.head().number()).isZero();
  }

  @Test
  void emptyBlocksTakeThePlaceOfBatchesThatNeverCame() {
    for (OpFork fork : List.of(OpFork.BEDROCK, OpFork.KARST)) {
      DerivationHarness chain = new DerivationHarness(fork);
      chain.mine((int) chain.config.sequencerWindowSize() - 1);
      assertThat(chain.head().number()).isZero();
      chain.mine(2);
      assertThat(chain.head().number()).isGreaterThan(4);
      assertThat(chain.head().l1Origin().number()).isEqualTo(1);
      assertThat(chain.events(EmptyBatchGenerated.class)).hasSize((int) chain.head().number());
      assertThat(chain.userTransactions(1)).isZero();
    }
  }

  @Test
  void aBatchIncludedAfterTheWindowIsTooLate() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    SingularBatch late = chain.sequence(chain.l1.at(0), chain.transaction());
    chain.mine((int) chain.config.sequencerWindowSize() + 1);
    chain.post(chain.frame(late));
    chain.mine();
    assertThat(chain.userTransactions(1)).isZero();
  }
}
