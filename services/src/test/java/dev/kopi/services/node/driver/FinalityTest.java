package dev.kopi.services.node.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import org.junit.jupiter.api.Test;

/** L2 finality under L1 nodes that lie, lag or disagree. */
class FinalityTest {
  private final NodeRig rig = NodeRig.verifier();

  private long finalized() {
    rig.settle();
    return rig.driver.status().finalizedL2().number();
  }

  private void report(L1BlockRef ref) {
    rig.driver.l1Finalized(ref);
  }

  private static L1BlockRef invented(long number) {
    return new L1BlockRef(
        Hash.ofWords(6, 6, 6, number), number, Hash.ofWords(6, 6, 6, number - 1), 1);
  }

  @Test
  void followsTheFinalizedBlockOfL1() {
    rig.mine(8);
    report(rig.l1.at(6));
    assertThat(finalized()).isPositive();
    assertThat(rig.engine.finalized()).isEqualTo(rig.driver.status().finalizedL2());
    assertThat(rig.news.finalityWaits).isEmpty();
  }

  @Test
  void oneInventedBlockFarAheadDoesNotFreezeFinality() {
    rig.mine(8);
    report(invented(1080));
    assertThat(finalized()).isZero();
    assertThat(rig.news.finalityWaits)
        .isNotEmpty()
        .allSatisfy(reason ->
            assertThat(reason)
                .startsWith("L1 reported block 1080 (" + Hash.ofWords(6, 6, 6, 1080))
                .contains("no block at that height")
                .contains("waiting for that block or for another report"));
    assertThat(rig.news.failures).isEmpty();
    report(rig.l1.at(6));
    long first = finalized();
    assertThat(first).isPositive();
    report(invented(1080));
    rig.mine(4);
    report(rig.l1.at(10));
    assertThat(finalized()).isGreaterThan(first);
  }

  @Test
  void aBlockThatL1ContradictsDoesNotResetThePipeline() {
    rig.mine(8);
    report(invented(7));
    assertThat(finalized()).isZero();
    assertThat(rig.news.resets).containsExactly(NodeDriver.START);
    assertThat(rig.news.finalityWaits.getFirst()).contains("has " + rig.l1.at(7).hash());
    report(rig.l1.at(6));
    assertThat(finalized()).isPositive();
  }

  @Test
  void anInventedBlockBehindALoadBalancerIsPassedOver() {
    rig.mine(8);
    for (int round = 0; round < 5; round++) {
      report(invented(1080));
      finalized();
      rig.mine(1);
      report(rig.l1.at(rig.l1.head().number() - 2));
      assertThat(finalized()).isPositive();
    }
    assertThat(rig.news.resets).containsExactly(NodeDriver.START);
  }

  @Test
  void anL1NodeThatLagsDoesNotTakeFinalityBack() {
    rig.mine(12);
    report(rig.l1.at(10));
    long high = finalized();
    report(rig.l1.at(6));
    assertThat(finalized()).isEqualTo(high);
    report(rig.l1.at(10));
    assertThat(finalized()).isEqualTo(high);
    assertThat(rig.news.finalityWaits).isEmpty();
  }

  @Test
  void aLowerReportCountsOnceTheHigherBlockIsNotCanonical() {
    rig.mine(12);
    report(rig.l1.at(12));
    long first = finalized();
    assertThat(first).isPositive();
    rig.l1.reorg(1);
    rig.mine(3);
    report(rig.l1.at(11));
    rig.mine(2);
    report(rig.l1.at(14));
    assertThat(finalized()).isGreaterThan(first);
  }

  @Test
  void anL1ThatDoesNotAnswerDelaysFinality() {
    rig.mine(8);
    L1BlockRef last = rig.l1.at(6);
    rig.l1.setAvailable(false);
    report(last);
    assertThat(finalized()).isZero();
    assertThat(rig.news.failures).contains("L1 is not there");
    rig.l1.setAvailable(true);
    rig.mine(1);
    assertThat(finalized()).isPositive();
  }

  @Test
  void aLyingHeadDoesNotStopDerivation() {
    rig.mine(6);
    rig.driver.l1Head(invented(1080));
    rig.settle();
    long safe = rig.driver.status().safeL2().number();
    for (int i = 0; i < 4; i++) {
      rig.mine(1);
      rig.driver.l1Head(invented(1080 + i));
      rig.settle();
    }
    assertThat(rig.driver.status().safeL2().number()).isGreaterThan(safe);
  }
}
