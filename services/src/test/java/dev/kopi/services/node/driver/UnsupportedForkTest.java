package dev.kopi.services.node.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.rollup.UnsupportedFork;
import dev.kopi.services.lifecycle.FatalException;
import dev.kopi.services.node.sequencer.SequencerConfig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UnsupportedForkTest {
  /** Activates with block 3. */
  private static final UnsupportedFork LAGOON =
      new UnsupportedFork("lagoon", NodeRig.GENESIS_SECONDS + 5);

  private static final String MESSAGE =
      "fork lagoon activates with L2 block 3 at 2023-11-14T22:13:25Z, and this version of Kopi does"
          + " not support it: the node stops before that block; install a version that supports the"
          + " fork";

  @Test
  void aSequencerStopsBeforeTheFirstBlock() {
    NodeRig rig = new NodeRig(NodeRig.SEQUENCING, List.of(LAGOON));
    assertThatThrownBy(() -> rig.pass(60_000))
        .isInstanceOf(FatalException.class)
        .hasMessage(MESSAGE);
    assertThat(rig.engine.head().number()).isEqualTo(2);
    assertThat(rig.published).hasSize(2);
  }

  @Test
  void aVerifierStopsBeforeTheFirstBlock() {
    NodeRig rig = new NodeRig(SequencerConfig.OFF, List.of(LAGOON));
    assertThatThrownBy(() -> rig.mine(20)).isInstanceOf(FatalException.class).hasMessage(MESSAGE);
    assertThat(rig.engine.safe().number()).isEqualTo(2);
    assertThat(rig.engine.head().number()).isEqualTo(2);
  }

  @Test
  void aVerifierDoesNotCallABlockOfTheForkSafeThatItsEngineHas() {
    NodeRig rig = new NodeRig(NodeRig.SEQUENCING, List.of());
    rig.mine(3);
    NodeRig old = new NodeRig(SequencerConfig.OFF, List.of(LAGOON), rig.l1);
    for (long number = 1; number <= 6; number++) {
      old.engine.newPayload(
          3,
          rig.entry(number).payload(),
          List.of(),
          rig.entry(number).parentBeaconBlockRoot(),
          null);
    }
    assertThatThrownBy(() -> old.mine(20)).isInstanceOf(FatalException.class);
    assertThat(old.engine.safe().number()).isLessThanOrEqualTo(2);
  }

  @Test
  void whatWaitsForTheNodeIsRefused() {
    NodeRig rig = new NodeRig(NodeRig.SEQUENCING, List.of(LAGOON));
    rig.pass(1000);
    rig.engine.beforeCall(name -> {
      throw new OutOfMemoryError("Java heap space");
    });
    CompletableFuture<?> reset = rig.driver.resetDerivation();
    assertThatThrownBy(() -> rig.pass(60_000)).isInstanceOf(OutOfMemoryError.class);
    assertThat(reset).isCompletedExceptionally();
    assertThat(NodeRig.failure(rig.driver.stopSequencer())).isEqualTo("the node is stopping");
  }
}
