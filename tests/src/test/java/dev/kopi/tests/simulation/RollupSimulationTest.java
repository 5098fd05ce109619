package dev.kopi.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RollupSimulationTest {
  @ParameterizedTest
  @EnumSource(
      value = OpFork.class,
      names = {"CANYON", "GRANITE", "HOLOCENE", "ISTHMUS", "JOVIAN"})
  void theVerifierDerivesTheSequencersChainFromL1Alone(OpFork fork) {
    SimulatedRollup rollup = new SimulatedRollup(fork);
    rollup.sequencerEngine.addToPool(rollup.userTransaction(1));
    rollup.slots(12);
    L2BlockRef safe = rollup.verifier.status().safeL2();
    assertThat(rollup.verifierNews).containsExactly("reset: the node starts");
    assertThat(rollup.sequencerNews).containsExactly("reset: the node starts");
    assertThat(rollup.sequencer.status().unsafeL2().number()).isGreaterThanOrEqualTo(23);
    assertThat(safe.number()).isGreaterThan(10);
    assertThat(rollup.sequencerEngine.blockByNumber(safe.number()))
        .isEqualTo(rollup.verifierEngine.blockByHash(safe.hash()));
    assertThat(rollup.sequencer.status().safeL2()).isEqualTo(safe);
    assertThat(rollup.verifierEngine.safe()).isEqualTo(safe);
    assertThat(userTransactions(rollup, safe.number())).isEqualTo(1);
  }

  @Test
  void blocksAreFinalOnceTheirL1BlocksAre() {
    SimulatedRollup rollup = new SimulatedRollup(OpFork.HOLOCENE);
    rollup.slots(8);
    L2BlockRef safe = rollup.verifier.status().safeL2();
    L1BlockRef finalL1 = rollup.l1.head();
    rollup.slots(2);
    rollup.finalizeL1(finalL1);
    rollup.slot();
    assertThat(rollup.verifier.status().finalizedL2().number())
        .isGreaterThanOrEqualTo(safe.number());
    assertThat(rollup.verifierEngine.finalized()).isEqualTo(rollup.verifier.status().finalizedL2());
  }

  @Test
  void everyNodeAgreesAgainAfterAnL1Reorg() {
    SimulatedRollup rollup = new SimulatedRollup(OpFork.HOLOCENE);
    rollup.slots(10);
    L2BlockRef before = rollup.verifier.status().safeL2();
    rollup.l1.reorg(3);
    for (int i = 0; i < 4; i++) {
      rollup.mineL1();
    }
    rollup.slots(15);
    L2BlockRef after = rollup.verifier.status().safeL2();
    assertThat(after.number()).isGreaterThan(before.number());
    assertThat(rollup.sequencer.status().safeL2()).isEqualTo(after);
    assertThat(rollup.l1.at(after.l1Origin().number()).id()).isEqualTo(after.l1Origin());
    assertThat(rollup.verifierNews.toString()).contains("reset");
  }

  @Test
  void aRestartedVerifierGoesOnWhereItsEngineIs() {
    SimulatedRollup rollup = new SimulatedRollup(OpFork.HOLOCENE);
    rollup.slots(8);
    rollup.verifier = rollup.node(rollup.verifierEngine, false, rollup.verifierNews);
    rollup.slots(6);
    assertThat(rollup.verifier.status().safeL2()).isEqualTo(rollup.sequencer.status().safeL2());
    assertThat(rollup.verifier.status().safeL2().number()).isGreaterThan(16);
  }

  @Test
  void aSequencerThatIsFarBehindItsClockDerivesMeanwhile() {
    SimulatedRollup rollup = new SimulatedRollup(OpFork.HOLOCENE);
    rollup.slots(6);
    long safe = rollup.sequencer.status().safeL2().number();
    long unsafe = rollup.sequencer.status().unsafeL2().number();
    for (int i = 0; i < 3; i++) {
      rollup.post();
      rollup.mineL1();
    }
    rollup.sequencer = rollup.node(rollup.sequencerEngine, true, rollup.sequencerNews);
    rollup.skip(900_000);
    rollup.mineL1();
    rollup.sequencerActs(600);
    assertThat(rollup.sequencer.status().unsafeL2().number()).isBetween(unsafe + 10, unsafe + 400);
    assertThat(rollup.sequencer.status().safeL2().number()).isGreaterThan(safe);
  }

  @Test
  void aSequencerGoesOnAfterItsEngineWasAway() {
    SimulatedRollup rollup = new SimulatedRollup(OpFork.HOLOCENE);
    rollup.slots(3);
    rollup.sequencerEngine.setAvailable(false);
    rollup.pass(6000);
    rollup.sequencerEngine.setAvailable(true);
    rollup.slots(6);
    assertThat(rollup.sequencer.status().unsafeL2().timestampSeconds())
        .isGreaterThan(SimulatedRollup.GENESIS_SECONDS + 36);
    assertThat(rollup.sequencerNews.toString()).contains("does not answer");
    assertThat(rollup.verifier.status().safeL2()).isEqualTo(rollup.sequencer.status().safeL2());
  }

  @Test
  void garbageInTheInboxIsPassedOver() {
    SimulatedRollup rollup = new SimulatedRollup(OpFork.HOLOCENE);
    for (int i = 0; i < 8; i++) {
      rollup.l1.add(
          rollup.toInbox(
              dev.kopi.core.primitives.Bytes.fromHex("00deadbeef"),
              dev.kopi.core.crypto.ecdsa.PrivateKey.of(dev.kopi.core.primitives.UInt256.of(77))));
      rollup.slot();
    }
    assertThat(rollup.verifier.status().safeL2().number()).isGreaterThan(6);
  }

  private static long userTransactions(SimulatedRollup rollup, long upTo) {
    long count = 0;
    for (long n = 1; n <= upTo; n++) {
      count +=
          Objects.requireNonNull(rollup.verifierEngine.blockByNumber(n)).transactions().stream()
              .filter(tx -> tx.encoded().get(0) == 2)
              .count();
    }
    return count;
  }
}
