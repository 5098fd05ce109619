package dev.kopi.core.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.batcher.ChannelManager.Confirmation;
import dev.kopi.core.batcher.ChannelManager.Urgency;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChannelManagerTest {
  private static final int FRAME_DATA = 100;

  // Channels of 1,000 bytes in frames of 100 bytes, one frame a transaction, a timeout of 50 and a
  // window of 200 L1 blocks, open for at most 5.
  private final ChannelPolicy calldata =
      new ChannelPolicy(50, 200, 5, 4, false, FRAME_DATA + Frame.OVERHEAD, 1, false);
  private final ChannelPolicy blobs =
      new ChannelPolicy(50, 200, 5, 4, false, FRAME_DATA + Frame.OVERHEAD, 6, true);
  private int encoders;

  @Test
  void sendsNothingWhileTheChannelIsOpen() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 3, 50);
    assertThat(manager.nextTxData(1, Urgency.NORMAL)).isNull();
  }

  @Test
  void sendsCalldataFramesAsSoonAsOneIsFull() {
    ChannelManager manager = manager(calldata);
    add(manager, 1, 3, 50);
    TxData data = next(manager, 1);
    assertThat(data.frames()).hasSize(1);
    assertThat(data.blobs()).isFalse();
    assertThat(data.callData().size()).isEqualTo(1 + FRAME_DATA + Frame.OVERHEAD);
    assertThat(manager.nextTxData(1, Urgency.NORMAL)).isNull();
  }

  @Test
  void packsSixBlobsIntoATransactionAndTheRestIntoTheLast() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 10, 100);
    TxData first = next(manager, 1);
    TxData second = next(manager, 1);
    assertThat(first.frames()).hasSize(6);
    assertThat(second.frames()).hasSize(4);
    assertThat(second.id()).isEqualTo(new TxData.Id(first.id().channel(), 6, 4));
    assertThat(manager.nextTxData(1, Urgency.NORMAL)).isNull();
  }

  @Test
  void closesAChannelAtItsDuration() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 1, 50);
    assertThat(manager.nextTxData(4, Urgency.NORMAL)).isNull();
    assertThat(next(manager, 5).frames()).hasSize(1);
  }

  @Test
  void countsTheDurationFromTheOriginSubmittedLast() {
    ChannelManager manager = manager(blobs);
    manager.add(block(1, 50, 3, 0, 0));
    assertThat(next(manager, 5)).isNotNull();
    manager.add(block(2, 50, 4, 0, 0));
    assertThat(manager.nextTxData(7, Urgency.NORMAL)).isNull();
    assertThat(next(manager, 8)).isNotNull();
  }

  @Test
  void waitsForMoreBlocksBeyondTheDurationWhenToldSo() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 1, 50);
    assertThat(manager.nextTxData(9, Urgency.MORE_TO_COME)).isNull();
    assertThat(next(manager, 9)).isNotNull();
  }

  @Test
  void closesAChannelBeforeTheSequencingWindowEnds() {
    ChannelPolicy endless = new ChannelPolicy(50, 200, 0, 4, false, blobs.maxFrameSize(), 6, true);
    ChannelManager manager = manager(endless);
    manager.add(block(1, 50, 10, 0, 0));
    assertThat(manager.nextTxData(205, Urgency.NORMAL)).isNull();
    assertThat(next(manager, 206)).isNotNull();
  }

  @Test
  void closesAChannelOfAUserAtOnceButLetsDepositsWait() {
    ChannelPolicy devnet = new ChannelPolicy(50, 200, 10, 4, true, blobs.maxFrameSize(), 6, true);
    ChannelManager manager = manager(devnet);
    add(manager, 1, 3, 10);
    assertThat(manager.nextTxData(9, Urgency.NORMAL)).isNull();
    manager.add(block(4, 10, 0, 1, 0));
    assertThat(next(manager, 9).frames()).hasSize(1);
    manager.add(block(5, 10, 0, 0, 0));
    assertThat(manager.nextTxData(9, Urgency.NORMAL)).isNull();
    assertThat(next(manager, 10)).isNotNull();
  }

  @Test
  void flushSendsEverythingThatIsLoaded() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 12, 100);
    manager.flush();
    int frames = 0;
    for (TxData data = manager.nextTxData(1, Urgency.MORE_TO_COME);
        data != null;
        data = manager.nextTxData(1, Urgency.MORE_TO_COME)) {
      frames += data.frames().size();
    }
    assertThat(frames).isEqualTo(12);
    assertThat(manager.snapshot().pendingBlocks()).isZero();
    assertThat(manager.snapshot().channels()).isEqualTo(2);
  }

  @Test
  void opensANewChannelWhenOneIsFull() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 12, 100);
    ChannelId first = next(manager, 1).id().channel();
    next(manager, 1);
    ChannelId second = next(manager, 5).id().channel();
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void handsOutAllFramesFromAFailedOneOnAgain() {
    ChannelManager manager = manager(calldata);
    add(manager, 1, 5, 100);
    TxData first = next(manager, 1);
    TxData second = next(manager, 1);
    TxData third = next(manager, 1);
    manager.failed(second.id());
    assertThat(next(manager, 1)).isEqualTo(second);
    assertThat(next(manager, 1)).isEqualTo(third);
    assertThat(manager.confirmed(first.id(), 2)).isEqualTo(Confirmation.RECORDED);
  }

  @Test
  void reportsAChannelThatIsOnL1Completely() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 10, 100);
    TxData first = next(manager, 1);
    TxData second = next(manager, 1);
    assertThat(manager.confirmed(second.id(), 3)).isEqualTo(Confirmation.RECORDED);
    assertThat(manager.confirmed(first.id(), 3)).isEqualTo(Confirmation.CHANNEL_SUBMITTED);
    assertThat(manager.confirmed(first.id(), 3)).isEqualTo(Confirmation.UNKNOWN);
  }

  @Test
  void sendsTheBlocksOfATimedOutChannelInANewOne() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 10, 100);
    TxData first = next(manager, 1);
    TxData second = next(manager, 1);
    manager.confirmed(first.id(), 3);
    assertThat(manager.confirmed(second.id(), 53)).isEqualTo(Confirmation.CHANNEL_TIMED_OUT);
    TxData again = next(manager, 54);
    assertThat(again.id().channel()).isNotEqualTo(first.id().channel());
    assertThat(again.frames()).hasSize(6);
  }

  @Test
  void staysInTimeOneL1BlockBeforeTheTimeout() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 10, 100);
    TxData first = next(manager, 1);
    TxData second = next(manager, 1);
    manager.confirmed(first.id(), 3);
    assertThat(manager.confirmed(second.id(), 52)).isEqualTo(Confirmation.CHANNEL_SUBMITTED);
  }

  @Test
  void takesNewerChannelsBackTogetherWithATimedOutOne() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 20, 100);
    TxData first = next(manager, 1);
    TxData second = next(manager, 1);
    TxData other = next(manager, 1);
    assertThat(other.id().channel()).isNotEqualTo(first.id().channel());
    manager.confirmed(first.id(), 3);
    manager.confirmed(second.id(), 99);
    assertThat(manager.confirmed(other.id(), 99)).isEqualTo(Confirmation.UNKNOWN);
    assertThat(manager.snapshot().pendingBlocks()).isEqualTo(20);
  }

  @Test
  void closesAChannelBeforeItWouldTimeOut() {
    ChannelPolicy endless =
        new ChannelPolicy(50, 20_000, 0, 4, false, calldata.maxFrameSize(), 1, false);
    ChannelManager manager = manager(endless);
    add(manager, 1, 3, 50);
    TxData first = next(manager, 1);
    manager.confirmed(first.id(), 10);
    assertThat(manager.nextTxData(55, Urgency.NORMAL)).isNull();
    TxData rest = next(manager, 56);
    assertThat(rest.id()).isEqualTo(new TxData.Id(first.id().channel(), 1, 1));
  }

  @Test
  void noticesThatL2WasReorganised() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 3, 50);
    assertThat(manager.add(block(4, 50, 0, 0, 7))).isFalse();
    assertThat(manager.snapshot().blocks()).isEqualTo(3);
  }

  @Test
  void forgetsBlocksAndChannelsThatAreSafe() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 12, 100);
    TxData first = next(manager, 1);
    TxData second = next(manager, 1);
    manager.confirmed(first.id(), 3);
    manager.confirmed(second.id(), 3);
    next(manager, 5);
    SyncActions actions = manager.sync(status(4, 10, 15));
    assertThat(actions).isEqualTo(new SyncActions.Advance(10, 1, new SyncActions.Range(13, 15)));
    assertThat(manager.snapshot()).isEqualTo(new ChannelManager.Snapshot(2, 0, 1, 1, 246));
  }

  @Test
  void startsOverWhenTheSafeHeadDoesNotMoveDespiteASubmittedChannel() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 10, 100);
    manager.confirmed(next(manager, 1).id(), 3);
    manager.confirmed(next(manager, 1).id(), 3);
    assertThat(manager.sync(status(3, 0, 10))).isInstanceOf(SyncActions.Advance.class);
    assertThat(manager.sync(status(4, 0, 10)))
        .isEqualTo(
            new SyncActions.StartOver(
                SyncActions.Reason.SAFE_HEAD_STALLED,
                new BlockId(l1(0), 0),
                new SyncActions.Range(1, 10)));
    assertThat(manager.snapshot().blocks()).isZero();
  }

  @Test
  void startsOverWhenTheSafeChainIsAnother() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 3, 50);
    L2BlockRef other = new L2BlockRef(l2(2, 9), 2, l2(1, 9), 2, new BlockId(l1(0), 0), 0);
    SyncActions actions = manager.sync(status(1, other, 5));
    assertThat(actions)
        .isEqualTo(
            new SyncActions.StartOver(
                SyncActions.Reason.SAFE_CHAIN_DIFFERS,
                new BlockId(l1(0), 0),
                new SyncActions.Range(3, 5)));
  }

  @Test
  void startsOverWhenTheSafeHeadIsBeyondOrBelowTheState() {
    ChannelManager manager = manager(blobs);
    add(manager, 5, 3, 50);
    assertThat(reason(manager.sync(status(1, 3, 9))))
        .isEqualTo(SyncActions.Reason.SAFE_HEAD_BELOW_STATE);
    add(manager, 5, 3, 50);
    assertThat(reason(manager.sync(status(1, 8, 9))))
        .isEqualTo(SyncActions.Reason.SAFE_HEAD_ABOVE_STATE);
  }

  @Test
  void waitsWhileTheNodeIsEmptyOrBehindWhatItHadDerived() {
    ChannelManager manager = manager(blobs);
    assertThat(manager.sync(SyncStatus.EMPTY))
        .isEqualTo(new SyncActions.Wait(SyncActions.Reason.STATUS_EMPTY));
    manager.sync(status(9, 3, 9));
    assertThat(manager.sync(status(8, 3, 9)))
        .isEqualTo(new SyncActions.Wait(SyncActions.Reason.DERIVATION_WENT_BACK));
  }

  @Test
  void asksForAllUnsafeBlocksWhenItHasNone() {
    assertThat(manager(blobs).sync(status(1, 3, 9)))
        .isEqualTo(new SyncActions.Advance(0, 0, new SyncActions.Range(4, 9)));
    assertThat(manager(blobs).sync(status(1, 9, 9)).load()).isNull();
  }

  @Test
  void makesUnsentChannelsAnewForAnotherPolicy() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 3, 50);
    assertThat(manager.nextTxData(1, Urgency.NORMAL)).isNull();
    manager.usePolicy(calldata);
    assertThat(next(manager, 1).blobs()).isFalse();
  }

  @Test
  void countsTheBytesThatAreNotSafe() {
    ChannelManager manager = manager(blobs);
    add(manager, 1, 3, 50);
    assertThat(manager.unsafeBytes()).isEqualTo(150);
    manager.nextTxData(1, Urgency.NORMAL);
    assertThat(manager.unsafeBytes()).isEqualTo(150 + Frame.OVERHEAD - 50 + 0);
  }

  private ChannelManager manager(ChannelPolicy policy) {
    ChannelManager manager = new ChannelManager(policy, () -> new FakeEncoder(++encoders, 1000));
    manager.clear(new BlockId(l1(0), 0));
    return manager;
  }

  private static TxData next(ChannelManager manager, long l1Head) {
    TxData data = manager.nextTxData(l1Head, Urgency.NORMAL);
    assertThat(data).isNotNull();
    return java.util.Objects.requireNonNull(data);
  }

  private static SyncActions.@Nullable Reason reason(SyncActions actions) {
    return actions instanceof SyncActions.StartOver over ? over.reason() : null;
  }

  private static void add(ChannelManager manager, long first, int count, long bytes) {
    for (long i = first; i < first + count; i++) {
      assertThat(manager.add(block(i, bytes, 0, 0, 0))).isTrue();
    }
  }

  private static LoadedBlock block(
      long number, long bytes, long origin, int userTransactions, long fork) {
    L2BlockRef ref =
        new L2BlockRef(
            l2(number, fork),
            number,
            l2(number - 1, fork),
            number,
            new BlockId(l1(origin), origin),
            0);
    SingularBatch batch =
        new SingularBatch(
            ref.parentHash(),
            ref.l1Origin(),
            number,
            Collections.nCopies(userTransactions, Bytes.EMPTY));
    return new LoadedBlock(ref, batch, bytes);
  }

  private static Hash l1(long number) {
    return Hash.ofWords(1, 0, 0, number);
  }

  private static Hash l2(long number, long fork) {
    return Hash.ofWords(2, fork, 0, number);
  }

  private static SyncStatus status(long currentL1, long safe, long unsafe) {
    return status(
        currentL1,
        new L2BlockRef(l2(safe, 0), safe, l2(safe - 1, 0), safe, new BlockId(l1(0), 0), 0),
        unsafe);
  }

  private static SyncStatus status(long currentL1, L2BlockRef safe, long unsafe) {
    L1BlockRef l1 = new L1BlockRef(l1(currentL1), currentL1, Hash.ZERO, 0);
    L2BlockRef head =
        new L2BlockRef(l2(unsafe, 0), unsafe, l2(unsafe - 1, 0), unsafe, new BlockId(l1(0), 0), 0);
    return new SyncStatus(
        l1, l1, SyncStatus.NO_L1, SyncStatus.NO_L1, head, safe, SyncStatus.NO_L2, safe);
  }
}
