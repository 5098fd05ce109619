package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelCutShort;
import dev.kopi.core.derivation.event.DerivationEvent.DepositsOnly;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The end and the beginning of the pipeline: the engine queue, and resets. */
class PipelineRulesTest {
  @Test
  void anInvalidBlockIsReplacedByItsDepositsFromHoloceneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.HOLOCENE);
    SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
    SingularBatch two = chain.sequence(chain.l1.at(0), chain.transaction());
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
    SingularBatch one = chain.sequence(chain.l1.at(0), chain.transaction());
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

  @Test
  void aResetReadsAgainWhatAChannelTimeoutBefore() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    SingularBatch one = chain.sequence(chain.l1.at(0));
    List<Frame> frames = chain.frames(80, chain.sequence(chain.l1.at(0), chain.transaction()));
    chain.post(chain.frame(one));
    chain.post(frames.getFirst());
    chain.mine();
    chain.pipeline.reset(chain.head());
    assertThat(chain.pipeline.origin()).isEqualTo(chain.l1.at(0));
    chain.post(frames.subList(1, frames.size()).toArray(new Frame[0]));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }
}
