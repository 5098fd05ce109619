package dev.kopi.services.node.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.derivation.ResetException;
import org.junit.jupiter.api.Test;

class StallTest {
  private final NodeRig rig = NodeRig.verifier();

  @Test
  void aNodeThatIsIdleIsNotStalled() {
    rig.mine(2);
    rig.pass(120_000);
    assertThat(rig.news.stalls).isEmpty();
  }

  @Test
  void reportsAnL1ThatDoesNotAnswerAndTheEnd() {
    rig.mine(6);
    rig.driver.l1Head(rig.l1.mine());
    rig.l1.setAvailable(false);
    rig.pass(29_000);
    assertThat(rig.news.stalls).isEmpty();
    rig.pass(32_000);
    assertThat(rig.news.stalls).hasSize(2);
    assertThat(rig.news.stalls.getFirst()).endsWith(" L1 is not there");
    rig.l1.setAvailable(true);
    rig.pass(11_000);
    assertThat(rig.news.resumed).hasSize(1);
    assertThat(rig.news.resumed.getFirst()).isBetween(61_000L, 72_000L);
    rig.pass(120_000);
    assertThat(rig.news.stalls).hasSize(2);
  }

  @Test
  void reportsAnEngineThatDoesNotAnswer() {
    rig.mine(1);
    rig.engine.setAvailable(false);
    for (int i = 0; i < 6; i++) {
      rig.l1.mine();
    }
    rig.driver.l1Head(rig.l1.head());
    rig.pass(31_000);
    assertThat(rig.news.stalls).singleElement().asString().contains("does not answer");
  }

  @Test
  void reportsAStepThatDoesNotReturn() {
    rig.mine(1);
    rig.holdTasks();
    rig.driver.l1Head(rig.l1.mine());
    rig.pass(31_000);
    assertThat(rig.news.stalls).singleElement().asString().contains("takes long");
  }

  @Test
  void reportsResetsThatRepeat() {
    rig.mine(3);
    rig.l1.beforeQuestion(() -> {
      throw new ResetException("L1 contradicts itself");
    });
    rig.driver.l1Head(rig.l1.head());
    rig.pass(31_000);
    assertThat(rig.news.stalls).singleElement().asString().contains("L1 contradicts itself");
  }

  @Test
  void reportsANodeThatNeverStarts() {
    rig.l1.setAvailable(false);
    rig.pass(31_000);
    assertThat(rig.news.stalls).singleElement().asString().contains("cannot reset");
  }
}
