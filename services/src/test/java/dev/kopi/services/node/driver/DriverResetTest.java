package dev.kopi.services.node.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DriverResetTest {
  private final NodeRig rig = NodeRig.verifier();

  @Test
  void aResetAnswersWhenThePipelineIsReset() {
    rig.mine(2);
    rig.holdTasks();
    CompletableFuture<?> done = rig.driver.resetDerivation();
    rig.settle();
    assertThat(done).isNotDone();
    rig.runTasks();
    rig.settle();
    assertThat(done).isCompleted();
    assertThat(rig.news.resets).endsWith("requested by admin_resetDerivationPipeline");
  }

  @Test
  void aResetThatFailsSaysWhyAndIsRetried() {
    rig.mine(2);
    rig.l1.setAvailable(false);
    CompletableFuture<?> done = rig.driver.resetDerivation();
    rig.settle();
    assertThat(NodeRig.failure(done)).isEqualTo("cannot reset: L1 is not there");
    rig.l1.setAvailable(true);
    rig.pass(20_000);
    rig.mine(6);
    assertThat(rig.driver.status().safeL2().number()).isPositive();
  }

  @Test
  void aPipelineThatCannotBeResetFailsTheResetAndIsRetried() {
    rig.mine(2);
    rig.holdTasks();
    CompletableFuture<?> done = rig.driver.resetDerivation();
    rig.settle();
    rig.l1.setAvailable(false);
    rig.runTasks();
    rig.settle();
    assertThat(NodeRig.failure(done)).isEqualTo("cannot reset: L1 is not there");
    rig.l1.setAvailable(true);
    CompletableFuture<?> again = rig.driver.resetDerivation();
    rig.settle();
    rig.runTasks();
    rig.settle();
    assertThat(again).isCompleted();
  }

  @Test
  void theOutcomeOfAStepBeforeAResetIsDropped() {
    rig.mine(1);
    rig.holdTasks();
    rig.driver.l1Head(rig.l1.mine());
    rig.settle();
    rig.driver.resetDerivation();
    rig.settle();
    rig.runTasks();
    rig.settle();
    assertThat(rig.news.failures).isEmpty();
    assertThat(rig.news.resets).hasSize(2);
  }

  @Test
  void whatWaitsForADriverThatCannotGoOnIsRefused() {
    rig.mine(1);
    rig.holdTasks();
    CompletableFuture<?> reset = rig.driver.resetDerivation();
    rig.settle();
    rig.driver.close();
    assertThat(NodeRig.failure(reset)).isEqualTo("the node is stopping");
    assertThat(NodeRig.failure(rig.driver.resetDerivation())).isEqualTo("the node is stopping");
  }
}
