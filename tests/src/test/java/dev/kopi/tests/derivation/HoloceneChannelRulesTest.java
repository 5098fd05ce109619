package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.FrameFault;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelDropped;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelRead;
import dev.kopi.core.derivation.event.DerivationEvent.FrameDropped;
import dev.kopi.core.derivation.event.DerivationEvent.HoloceneActivated;
import dev.kopi.core.primitives.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holocene's frame queue and channel assembler. */
class HoloceneChannelRulesTest {
  @Test
  void aStagingChannelThatIsTooLargeIsDroppedFromHoloceneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    LargeChannel.post(chain);
    assertThat(chain.events(ChannelDropped.class))
        .containsExactly(new ChannelDropped(LargeChannel.ID, ChannelFault.TOO_LARGE));
  }

  @Test
  void holoceneDropsFramesOutOfOrder() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    List<Frame> frames = chain.frames(80, chain.sequence(chain.l1.at(0), chain.transaction()));
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
    Frame whole = chain.frame(chain.sequence(chain.l1.at(0)));
    chain.post(whole, new Frame(whole.channel(), 1, Bytes.fromHex("00"), true));
    chain.mine();
    assertThat(chain.events(FrameDropped.class)).hasSize(1);
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void theFirstFrameFollowsTheOneWithTheHighestNumberInHolocenesFrameQueue() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    Frame whole = chain.frame(chain.sequence(chain.l1.at(0)));
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
    SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
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
    SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
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
    SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
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
    List<Frame> frames = chain.frames(80, chain.sequence(chain.l1.at(0), chain.transaction()));
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
      List<Frame> frames = chain.frames(80, chain.sequence(chain.l1.at(0), chain.transaction()));
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
        new DerivationHarness(
            OpFork.HOLOCENE, Map.of(OpFork.HOLOCENE, DerivationHarness.GENESIS_SECONDS + 24), null);
    SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
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
}
