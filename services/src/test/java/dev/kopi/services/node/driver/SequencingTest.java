package dev.kopi.services.node.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.services.node.sequencer.SequencerConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sequencer whose engine, L1 or conductor fails. */
class SequencingTest {
  private final NodeRig rig = NodeRig.sequencer();

  private long head() {
    return rig.engine.head().number();
  }

  @Test
  void makesABlockInEachBlockTime() {
    rig.mine(3);
    assertThat(head()).isEqualTo(6);
    assertThat(rig.news.sequenced).extracting(L2BlockRef::number).startsWith(1L, 2L, 3L);
    assertThat(rig.published).hasSize((int) head());
  }

  @Test
  void publishesABlockOnlyWhenTheConductorCommittedIt() {
    rig.mine(1);
    long before = head();
    rig.conductor.answers = false;
    rig.pass(5000);
    assertThat(head()).isEqualTo(before);
    assertThat(rig.published).hasSize((int) before);
    assertThat(rig.news.sequencing).contains("the conductor does not answer");
    rig.conductor.answers = true;
    rig.pass(5000);
    assertThat(head()).isGreaterThan(before);
  }

  @Test
  void startsAnotherPayloadWhenTheEngineLostIt() {
    rig.mine(1);
    rig.engine.beforeCall(name -> {
      if (name.equals("getPayload")) {
        throw new EngineApiException(EngineApiException.UNKNOWN_PAYLOAD, "unknown payload");
      }
    });
    long before = head();
    rig.pass(3000);
    rig.engine.beforeCall(name -> {});
    assertThat(head()).isEqualTo(before);
    rig.pass(6000);
    assertThat(head()).isGreaterThan(before + 1);
    assertThat(rig.news.sequencing).contains("unknown payload");
  }

  @Test
  void insertsAPublishedBlockAgainUntilTheEngineTakesIt() {
    rig.mine(1);
    int published = rig.published.size();
    rig.newPayloadAnswer = PayloadStatus.syncing();
    rig.pass(4000);
    assertThat(rig.published).hasSize(published + 1);
    rig.newPayloadAnswer = null;
    rig.pass(1100);
    assertThat(rig.engine.blockByHash(rig.published.get(published).payload().blockHash()))
        .isNotNull();
    assertThat(head()).isGreaterThan(published);
  }

  @Test
  void buildsAnotherBlockWhenTheEngineRefusesItsOwn() {
    rig.mine(1);
    rig.newPayloadAnswer = new PayloadStatus(PayloadStatus.Status.INVALID, null, "bad state root");
    rig.pass(2500);
    rig.newPayloadAnswer = null;
    long before = head();
    rig.pass(6000);
    assertThat(head()).isGreaterThan(before);
    assertThat(rig.news.sequencing).contains("the engine refuses its own block: bad state root");
  }

  @Test
  void waitsForAnEngineThatSyncs() {
    rig.mine(1);
    long before = head();
    rig.forkchoiceAnswer = new ForkchoiceResult(PayloadStatus.syncing(), null);
    rig.pass(10_000);
    assertThat(head()).isLessThanOrEqualTo(before + 1);
    rig.forkchoiceAnswer = null;
    rig.pass(40_000);
    assertThat(head()).isGreaterThan(before + 10);
  }

  @Test
  void waitsForAnEngineThatDoesNotAnswer() {
    rig.mine(1);
    long before = head();
    rig.engine.beforeCall(name -> {
      throw new EngineUnavailableException("connection refused", null);
    });
    rig.pass(10_000);
    rig.engine.beforeCall(name -> {});
    rig.pass(20_000);
    assertThat(head()).isGreaterThan(before + 10);
  }

  @Test
  void waitsForAnL1ThatDoesNotAnswer() {
    rig.mine(3);
    long before = head();
    rig.l1.mine();
    rig.l1.setAvailable(false);
    rig.pass(10_000);
    rig.l1.setAvailable(true);
    rig.pass(20_000);
    assertThat(head()).isGreaterThan(before + 8);
  }

  @Test
  void waitsWhileTheSafeHeadLagsTooFar() {
    NodeRig lagging = new NodeRig(new SequencerConfig(true, false, 0, 3, false, 50), List.of());
    lagging.pass(60_000);
    assertThat(lagging.engine.head().number()).isEqualTo(3);
    assertThat(lagging.news.sequencing).contains("the safe head lags too far behind");
    lagging.mine(8);
    assertThat(lagging.engine.head().number()).isGreaterThan(3);
  }

  @Test
  void derivesBlocksInPlaceOfThoseThatWereNeverPosted() {
    rig.engine.addToPool(NodeRig.userTransaction());
    rig.pass(2100);
    Hash first = rig.engine.head().hash();
    rig.mine(10);
    assertThat(rig.driver.status().safeL2().number()).isPositive();
    L2BlockRef safe = rig.driver.status().safeL2();
    assertThat(rig.engine.blockByNumber(1)).isNotNull();
    assertThat(rig.engine.payloadAt(1).blockHash()).isNotEqualTo(first);
    assertThat(rig.engine.head().number()).isGreaterThanOrEqualTo(safe.number());
  }
}
