package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelDropped;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The channel bank, which gathers frames until Holocene. */
class ChannelBankRulesTest {
  @Test
  void framesComeInAnyOrderAndInSeveralBlocksBeforeHolocene() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    List<Frame> frames = chain.frames(80, chain.sequence(chain.l1.at(0), chain.transaction()));
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
    SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
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
    SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
    chain.post(chain.frames(80, one).getFirst());
    chain.post(chain.frame(one));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aChannelTimesOutAfterTheTimeout() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    List<Frame> frames = chain.frames(80, chain.sequence(chain.l1.at(0), chain.transaction()));
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
    List<Frame> frames = chain.frames(80, chain.sequence(chain.l1.at(0), chain.transaction()));
    chain.post(frames.getFirst());
    chain.mine((int) chain.config.channelTimeoutBedrock());
    chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void theOldestChannelIsPrunedWhenTheBankIsTooLarge() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    List<Frame> frames = chain.frames(80, chain.sequence(chain.l1.at(0), chain.transaction()));
    chain.post(frames.getFirst());
    LargeChannel.post(chain);
    assertThat(chain.events(ChannelDropped.class))
        .startsWith(new ChannelDropped(frames.getFirst().channel(), ChannelFault.PRUNED));
    chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.head().number()).isZero();
  }
}
