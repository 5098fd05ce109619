package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.batcher.BlobEncoding;
import dev.kopi.core.chain.OpFork;
import dev.kopi.core.chain.Signature;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.chain.TransactionCodec;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.crypto.Keccak256;
import dev.kopi.core.crypto.PrivateKey;
import dev.kopi.core.derivation.DerivationEvent.ChannelCutShort;
import dev.kopi.core.derivation.DerivationEvent.ChannelDropped;
import dev.kopi.core.derivation.DerivationEvent.ChannelRead;
import dev.kopi.core.derivation.DerivationEvent.DepositsOnly;
import dev.kopi.core.derivation.DerivationEvent.EmptyBatchGenerated;
import dev.kopi.core.derivation.DerivationEvent.FrameDropped;
import dev.kopi.core.derivation.DerivationEvent.HoloceneActivated;
import dev.kopi.core.derivation.DerivationEvent.InboxDataDropped;
import dev.kopi.core.derivation.DerivationEvent.InboxFault;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.FrameFault;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PipelineRulesTest {
  private static final long T = DerivationHarness.GENESIS_SECONDS;

  private static L1BlockRef origin(DerivationHarness chain, int number) {
    return chain.l1.at(number);
  }

  // L1 traversal and retrieval

  @Test
  void readsBatchesFromTheBatchersTransactions() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    chain.post(chain.frame(chain.sequence(origin(chain, 0), chain.transaction())));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
    assertThat(chain.derived.getFirst().derivedFrom()).isEqualTo(chain.l1.head());
  }

  @Test
  void ignoresTransactionsToOtherAddresses() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    chain.post(DerivationHarness.BATCHER, DerivationHarness.DEPOSIT_CONTRACT, data);
    chain.mine();
    assertThat(chain.head().number()).isZero();
  }

  @Test
  void ignoresTransactionsOfOtherSenders() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    chain.post(PrivateKey.of(UInt256.of(78)), DerivationHarness.INBOX, data);
    chain.mine();
    assertThat(chain.head().number()).isZero();
    assertThat(chain.events(InboxDataDropped.class).getFirst().fault())
        .isEqualTo(InboxFault.NOT_THE_BATCHER);
  }

  @Test
  void ignoresTransactionsOfTypeFour() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    Transaction unsigned =
        new Transaction.SetCode(
            UInt256.of(900),
            0,
            UInt256.ONE,
            UInt256.of(100),
            1_000_000,
            DerivationHarness.INBOX,
            UInt256.ZERO,
            data,
            List.of(),
            List.of(),
            new Signature(UInt256.ZERO, UInt256.ONE, UInt256.ONE));
    chain.l1.add(TransactionEnvelope.decode(TransactionCodec.encode(unsigned)));
    chain.mine();
    assertThat(chain.head().number()).isZero();
    assertThat(chain.events(InboxDataDropped.class).getFirst().fault())
        .isEqualTo(InboxFault.TRANSACTION_TYPE);
  }

  @Test
  void aNewBatcherCountsFromTheBlockThatAnnouncesIt() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    PrivateKey next = PrivateKey.of(UInt256.of(79));
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    UInt256 batcher = DerivationHarness.CRYPTO.secp256k1().address(next).toWord();
    chain.l1.add(
        DerivationHarness.envelope(
            next,
            new Transaction.DynamicFee(
                UInt256.of(900),
                0,
                UInt256.ONE,
                UInt256.ONE,
                21_000,
                DerivationHarness.SYSTEM_CONFIG,
                UInt256.ZERO,
                Bytes.EMPTY,
                List.of(),
                TransactionSigner.NONE)),
        List.of(SystemConfigRulesTest.update(0, batcher)));
    chain.post(next, DerivationHarness.INBOX, data);
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  private static Bytes blob(Bytes data) {
    return Bytes.wrap(BlobEncoding.encode(data));
  }

  @Test
  void readsBlobsFromEcotoneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    Bytes first = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    Bytes second = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    chain.postBlobs(Bytes.EMPTY, blob(first), blob(second));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
    assertThat(chain.head().number()).isEqualTo(2);
  }

  @Test
  void ignoresTheCallDataOfBlobTransactions() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    chain.postBlobs(data, blob(Bytes.fromHex("00")));
    chain.mine();
    assertThat(chain.head().number()).isZero();
  }

  @Test
  void ignoresAMalformedBlobAndReadsTheOthers() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    byte[] version = blob(data).toArray();
    version[1] = 1;
    byte[] element = blob(data).toArray();
    element[32] |= (byte) 0x80;
    byte[] tail = blob(data).toArray();
    tail[tail.length - 1] = 1;
    byte[] length = blob(data).toArray();
    length[2] = (byte) 0xff;
    chain.postBlobs(
        Bytes.EMPTY,
        Bytes.wrap(version),
        Bytes.wrap(element),
        Bytes.wrap(tail),
        Bytes.wrap(length),
        blob(data));
    chain.mine();
    assertThat(chain.events(InboxDataDropped.class))
        .hasSize(4)
        .allMatch(event -> event.fault() == InboxFault.BLOB_ENCODING);
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void waitsForBlobsThatCannotBeHad() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(origin(chain, 0))));
    Bytes blob = blob(data);
    chain.postBlobs(Bytes.EMPTY, blob);
    chain.l1.loseBlobs();
    assertThatThrownBy(chain::mine).isInstanceOf(TemporaryException.class);
    chain.l1.addBlob(Keccak256.hash(blob), blob);
    chain.derive();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aReorganisationOfL1AsksForAReset() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    chain.mine(3);
    chain.l1.reorg(2);
    chain.l1.mine();
    chain.l1.mine();
    chain.l1.mine();
    assertThatThrownBy(chain::derive).isInstanceOf(ResetException.class);
  }

  // Channel bank before Holocene

  @Test
  void framesComeInAnyOrderAndInSeveralBlocksBeforeHolocene() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    List<Frame> frames = chain.frames(80, chain.sequence(origin(chain, 0), chain.transaction()));
    assertThat(frames.size()).isGreaterThan(2);
    for (Frame frame : frames.reversed()) {
      assertThat(chain.head().number()).isZero();
      chain.post(frame);
      chain.mine();
    }
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void onlyTheFirstChannelIsReadBeforeCanyon() {
    DerivationHarness chain = new DerivationHarness(OpFork.REGOLITH);
    SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
    List<Frame> open = chain.frames(80, one);
    chain.post(open.getFirst());
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.head().number()).isZero();
    chain.post(open.subList(1, open.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void anyChannelThatIsReadyIsReadFromCanyonOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.CANYON);
    SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
    chain.post(chain.frames(80, one).getFirst());
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aChannelTimesOutAfterTheTimeout() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    List<Frame> frames = chain.frames(80, chain.sequence(origin(chain, 0), chain.transaction()));
    chain.post(frames.getFirst());
    chain.mine(1 + (int) chain.config.channelTimeoutBedrock());
    chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.events(ChannelDropped.class).getFirst().fault())
        .isEqualTo(ChannelFault.TIMED_OUT);
    assertThat(chain.head().number()).isZero();
  }

  @Test
  void aChannelIsReadAtItsTimeout() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    List<Frame> frames = chain.frames(80, chain.sequence(origin(chain, 0), chain.transaction()));
    chain.post(frames.getFirst());
    chain.mine((int) chain.config.channelTimeoutBedrock());
    chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  /** Posts a hundred frames of a million bytes, which leave their channel open. */
  private static void postHundredMillionBytes(DerivationHarness chain) {
    ChannelId id = new ChannelId(2, 2);
    Bytes data = Bytes.wrap(new byte[1_000_000]);
    for (int number = 0; number < 100; number++) {
      chain.post(new Frame(id, number, data, false));
      if (number % 50 == 49) {
        chain.mine();
      }
    }
  }

  @Test
  void theOldestChannelIsPrunedWhenTheBankIsTooLarge() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    List<Frame> frames = chain.frames(80, chain.sequence(origin(chain, 0), chain.transaction()));
    chain.post(frames.getFirst());
    postHundredMillionBytes(chain);
    assertThat(chain.events(ChannelDropped.class))
        .startsWith(new ChannelDropped(frames.getFirst().channel(), ChannelFault.PRUNED));
    chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.head().number()).isZero();
  }

  // Frame queue and channel assembler of Holocene

  @Test
  void aStagingChannelThatIsTooLargeIsDroppedFromHoloceneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    postHundredMillionBytes(chain);
    assertThat(chain.events(ChannelDropped.class))
        .containsExactly(new ChannelDropped(new ChannelId(2, 2), ChannelFault.TOO_LARGE));
  }

  @Test
  void holoceneDropsFramesOutOfOrder() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    List<Frame> frames = chain.frames(80, chain.sequence(origin(chain, 0), chain.transaction()));
    chain.post(frames.get(0), frames.get(2), frames.get(1));
    chain.mine();
    assertThat(chain.events(FrameDropped.class))
        .containsExactly(new FrameDropped(frames.get(2).channel(), 2, FrameFault.OUT_OF_ORDER));
    assertThat(chain.head().number()).isZero();
    chain.post(frames.subList(2, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void holoceneDropsFramesBehindTheClosingOne() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    Frame whole = chain.frame(chain.sequence(origin(chain, 0)));
    chain.post(whole, new Frame(whole.channel(), 1, Bytes.fromHex("00"), true));
    chain.mine();
    assertThat(chain.events(FrameDropped.class)).hasSize(1);
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void theFirstFrameFollowsTheOneWithTheHighestNumberInHolocenesFrameQueue() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    Frame whole = chain.frame(chain.sequence(origin(chain, 0)));
    Frame highest = new Frame(whole.channel(), Frame.MAX_NUMBER, Bytes.fromHex("00"), false);
    chain.post(highest, whole);
    chain.mine();
    assertThat(chain.events(FrameDropped.class))
        .containsExactly(
            new FrameDropped(whole.channel(), Frame.MAX_NUMBER, FrameFault.NO_CHANNEL));
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void holoceneDropsALaterFrameOfAnotherChannel() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
    List<Frame> first = chain.frames(80, one);
    List<Frame> second = chain.frames(80, one);
    chain.post(first.get(0), second.get(1));
    chain.mine();
    assertThat(chain.events(FrameDropped.class))
        .containsExactly(new FrameDropped(second.get(1).channel(), 1, FrameFault.OUT_OF_ORDER));
  }

  @Test
  void aFirstFrameDropsTheUnfinishedChannelBeforeItInHolocenesFrameQueue() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
    List<Frame> first = chain.frames(80, one);
    chain.post(first.get(0), first.get(1), chain.frame(one));
    chain.mine();
    assertThat(chain.events(FrameDropped.class))
        .extracting(FrameDropped::fault)
        .containsExactly(FrameFault.CHANNEL_ABANDONED, FrameFault.CHANNEL_ABANDONED);
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aFirstFrameReplacesHolocenesStagingChannel() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
    List<Frame> first = chain.frames(80, one);
    chain.post(first.get(0));
    chain.mine();
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.events(ChannelDropped.class))
        .containsExactly(new ChannelDropped(first.get(0).channel(), ChannelFault.ABANDONED));
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aLaterFrameWithoutAChannelIsDroppedFromHoloceneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    List<Frame> frames = chain.frames(80, chain.sequence(origin(chain, 0), chain.transaction()));
    chain.post(frames.get(1));
    chain.mine();
    assertThat(chain.events(FrameDropped.class).getFirst().fault())
        .isEqualTo(FrameFault.NO_CHANNEL);
  }

  @Test
  void holocenesStagingChannelTimesOutAfterFiftyBlocks() {
    for (int gap : new int[] {50, 51}) {
      DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
      chain.mine(8);
      List<Frame> frames = chain.frames(80, chain.sequence(origin(chain, 0), chain.transaction()));
      chain.post(frames.getFirst());
      chain.mine(gap);
      chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
      chain.mine();
      assertThat(chain.events(ChannelDropped.class)).hasSize(gap == 50 ? 0 : 1);
      assertThat(chain.events(ChannelRead.class)).hasSize(gap == 50 ? 1 : 0);
    }
  }

  @Test
  void activatingHoloceneDiscardsWhatIsBuffered() {
    DerivationHarness chain =
        new DerivationHarness(OpFork.HOLOCENE, Map.of(OpFork.HOLOCENE, T + 24), null);
    SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
    List<Frame> frames = chain.frames(80, one);
    chain.post(frames.getFirst());
    chain.mine();
    chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.events(HoloceneActivated.class)).hasSize(1);
    assertThat(chain.head().number()).isZero();
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  // Batch queue

  @Test
  void keepsBatchesThatComeTooEarlyBeforeHolocene() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    SingularBatch one = chain.sequence(origin(chain, 0));
    SingularBatch two = chain.sequence(origin(chain, 0));
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
    SingularBatch one = chain.sequence(origin(chain, 0));
    SingularBatch two = chain.sequence(origin(chain, 0));
    chain.post(chain.frame(two));
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.droppedBatches()).containsExactly(BatchVerdict.GAP);
    assertThat(chain.head().number()).isEqualTo(1);
  }

  @Test
  void anInvalidBatchEndsItsChannelFromHoloceneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(origin(chain, 0));
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
    SingularBatch one = chain.sequence(origin(chain, 0));
    SingularBatch bad =
        new SingularBatch(Hash.ZERO, one.epoch(), one.timestampSeconds(), List.of());
    chain.post(chain.frame(bad, one));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aPastBatchIsPassedOverWithoutEndingItsChannel() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(origin(chain, 0));
    SingularBatch two = chain.sequence(origin(chain, 0));
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
      SingularBatch one = chain.sequence(origin(chain, 0));
      SingularBatch two = chain.sequence(origin(chain, 0));
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
      SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
      SingularBatch two = chain.sequence(origin(chain, 0), chain.transaction());
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
    chain.post(chain.span(1, chain.sequence(origin(chain, 0))));
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
    SingularBatch late = chain.sequence(origin(chain, 0), chain.transaction());
    chain.mine((int) chain.config.sequencerWindowSize() + 1);
    chain.post(chain.frame(late));
    chain.mine();
    assertThat(chain.userTransactions(1)).isZero();
  }

  // Engine queue

  @Test
  void anInvalidBlockIsReplacedByItsDepositsFromHoloceneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
    SingularBatch two = chain.sequence(origin(chain, 0), chain.transaction());
    chain.invalid = found -> true;
    chain.post(chain.frame(one, two));
    chain.mine();
    assertThat(chain.head().number()).isEqualTo(1);
    assertThat(chain.userTransactions(1)).isZero();
    assertThat(chain.events(DepositsOnly.class)).hasSize(1);
    assertThat(chain.events(ChannelCutShort.class).getFirst().fault())
        .isEqualTo(ChannelFault.FLUSHED);
  }

  @Test
  void anInvalidBlockLeavesThePlaceToAnotherBatchBeforeHolocene() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    SingularBatch one = chain.sequence(origin(chain, 0), chain.transaction());
    SingularBatch other =
        new SingularBatch(one.parentHash(), one.epoch(), one.timestampSeconds(), List.of());
    chain.invalid = found -> Objects.requireNonNull(found.attributes().transactions()).size() > 1;
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.head().number()).isZero();
    chain.post(chain.frame(other));
    chain.mine();
    assertThat(chain.head().number()).isEqualTo(1);
  }

  // Resetting the pipeline

  @Test
  void aResetReadsAgainWhatAChannelTimeoutBefore() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    SingularBatch one = chain.sequence(origin(chain, 0));
    List<Frame> frames = chain.frames(80, chain.sequence(origin(chain, 0), chain.transaction()));
    chain.post(chain.frame(one));
    chain.post(frames.getFirst());
    chain.mine();
    chain.pipeline.reset(chain.head());
    assertThat(chain.pipeline.origin()).isEqualTo(origin(chain, 0));
    chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }
}
