package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.derivation.channel.Channel;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.FrameFault;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.RollupConfig;
import org.junit.jupiter.api.Test;

class ChannelRulesTest {
  private static final ChannelId ID = new ChannelId(1, 2);

  private final Channel channel = new Channel(ID, 100, false);

  private static Frame frame(int number, boolean last) {
    return new Frame(ID, number, Bytes.wrap(new byte[10]), last);
  }

  @Test
  void dropsAFrameWhoseNumberIsThere() {
    assertThat(channel.add(frame(0, false))).isNull();
    assertThat(channel.add(frame(0, false))).isEqualTo(FrameFault.DUPLICATE);
  }

  @Test
  void dropsASecondClosingFrame() {
    assertThat(channel.add(frame(3, true))).isNull();
    assertThat(channel.add(frame(1, true))).isEqualTo(FrameFault.SECOND_END);
  }

  @Test
  void dropsAFrameBeyondTheClosingOne() {
    assertThat(channel.add(frame(1, true))).isNull();
    assertThat(channel.add(frame(2, false))).isEqualTo(FrameFault.BEYOND_END);
  }

  @Test
  void theClosingFrameRemovesHigherOnes() {
    assertThat(channel.add(frame(0, false))).isNull();
    assertThat(channel.add(frame(2, false))).isNull();
    assertThat(channel.add(frame(1, true))).isNull();
    assertThat(channel.isComplete()).isTrue();
    assertThat(channel.frameCount()).isEqualTo(2);
  }

  @Test
  void isReadyWhenItIsClosedAndContiguous() {
    assertThat(channel.add(frame(2, true))).isNull();
    assertThat(channel.add(frame(0, false))).isNull();
    assertThat(channel.isComplete()).isFalse();
    assertThat(channel.add(frame(1, false))).isNull();
    assertThat(channel.isComplete()).isTrue();
  }

  @Test
  void countsTwoHundredBytesBesidesTheDataOfEachFrame() {
    assertThat(channel.add(frame(0, false))).isNull();
    assertThat(channel.add(frame(1, false))).isNull();
    assertThat(channel.size()).isEqualTo(2 * (10 + 200));
  }

  @Test
  void isTimedOutBehindTheTimeoutAndNotAtIt() {
    assertThat(channel.isTimedOut(50, 150)).isFalse();
    assertThat(channel.isTimedOut(50, 151)).isTrue();
  }

  @Test
  void takesFramesOnlyInOrderFromHoloceneOn() {
    Channel ordered = new Channel(ID, 100, true);
    assertThat(ordered.add(frame(0, false))).isNull();
    assertThat(ordered.add(frame(2, false))).isEqualTo(FrameFault.OUT_OF_ORDER);
    assertThat(ordered.add(frame(1, true))).isNull();
    assertThat(ordered.isComplete()).isTrue();
  }

  @Test
  void theTimeoutIsFiftyBlocksFromGraniteOn() {
    RollupConfig before = DerivationHarness.config(OpFork.FJORD);
    assertThat(before.channelTimeout(before.genesisTimeSeconds()))
        .isEqualTo(before.channelTimeoutBedrock());
    RollupConfig after = DerivationHarness.config(OpFork.GRANITE);
    assertThat(after.channelTimeout(after.genesisTimeSeconds())).isEqualTo(50);
  }

  @Test
  void theBanksSizeIsTenTimesAsLargeFromFjordOn() {
    RollupConfig before = DerivationHarness.config(OpFork.ECOTONE);
    RollupConfig after = DerivationHarness.config(OpFork.FJORD);
    long time = before.genesisTimeSeconds();
    assertThat(ProtocolLimits.maxChannelBankSize(before, time)).isEqualTo(100_000_000);
    assertThat(ProtocolLimits.maxChannelBankSize(after, time)).isEqualTo(1_000_000_000);
  }
}
