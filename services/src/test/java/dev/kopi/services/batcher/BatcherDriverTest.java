package dev.kopi.services.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.services.batcher.BatcherDriver.Command;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.txmgr.TxOutcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatcherDriverTest {
  private BatcherRig rig = new BatcherRig(1);

  @Test
  void doesNothingUntilItIsStarted() {
    rig.produce(20);
    assertThat(rig.driver.run(rig.now)).isEqualTo(Work.NEVER);
    assertThat(rig.driver.isRunning()).isFalse();
    assertThat(rig.blocksRead).isZero();
  }

  @Test
  void loadsSendsAndForgetsWhatIsSafe() {
    rig.produce(10);
    rig.start();
    assertThat(rig.frames()).containsExactly(0);
    for (int i = 0; i < 5; i++) {
      rig.sender.inFlight().getFirst().confirm(11 + i);
      rig.settle();
    }
    assertThat(rig.frames()).containsExactly(0, 1, 2, 3, 4);
    assertThat(rig.sender.inFlight()).isEmpty();
    rig.derive(10);
    rig.l1Head = 20;
    rig.currentL1 = 20;
    rig.pass(BatcherRig.POLL);
    assertThat(rig.snapshot().blocks()).isZero();
    assertThat(rig.snapshot().channels()).isZero();
  }

  @Test
  void wakesUpForResultsWithoutWaitingForThePoll() {
    rig.produce(10);
    rig.start();
    int before = rig.wakeUps;
    rig.sender.inFlight().getFirst().confirm(11);
    assertThat(rig.wakeUps).isGreaterThan(before);
    rig.settle();
    assertThat(rig.frames()).containsExactly(0, 1);
  }

  @Test
  void publishesWhileALongRangeIsStillLoading() {
    rig.produce(5000);
    rig.command(Command.START);
    rig.driver.run(rig.now);
    rig.driver.run(rig.now);
    assertThat(rig.blocksRead).isLessThan(100);
    assertThat(rig.sender.sent).hasSize(1);
    assertThat(rig.driver.run(rig.now)).as("it goes on at once").isEqualTo(rig.now);
  }

  @Test
  void loadsNoMoreThanMemoryHasRoomForUntilBlocksAreSafe() {
    int backlog = 2 * BlockLoader.MAX_BLOCKS;
    rig.produce(backlog);
    rig.start();
    rig.pass(BatcherRig.POLL);
    assertThat(rig.snapshot().blocks()).isEqualTo(BlockLoader.MAX_BLOCKS);
    rig.derive(BlockLoader.MAX_BLOCKS / 2);
    rig.pass(BatcherRig.POLL);
    assertThat(rig.snapshot().blocks()).isEqualTo(BlockLoader.MAX_BLOCKS);
    assertThat(rig.blocksRead).isEqualTo(3 * BlockLoader.MAX_BLOCKS / 2);
  }

  @Test
  void answersCommandsWhileALongRangeIsLoading() {
    rig.produce(5000);
    rig.command(Command.START);
    rig.driver.run(rig.now);
    CompletableFuture<CommandAnswer> flush = rig.command(Command.FLUSH);
    rig.driver.run(rig.now);
    assertThat(flush).isCompletedWithValue(CommandAnswer.DONE);
    assertThat(rig.blocksRead).isLessThan(100);
  }

  @Test
  void aFlushIsNotLostWhileAllSlotsAreTaken() {
    rig.produce(13);
    rig.start();
    assertThat(rig.sender.inFlight()).hasSize(1);
    CompletableFuture<CommandAnswer> flush = rig.command(Command.FLUSH);
    rig.settle();
    assertThat(flush).isCompletedWithValue(CommandAnswer.DONE);
    confirmAll();
    assertThat(rig.frames())
        .as("5 full frames, and 2 of the flushed channel")
        .containsExactly(0, 1, 2, 3, 4, 0, 1);
  }

  private void confirmAll() {
    for (int i = 0; i < 100 && !rig.sender.inFlight().isEmpty(); i++) {
      rig.sender.inFlight().getFirst().confirm(11);
      rig.settle();
    }
  }

  @Test
  void withoutAFlushTheOpenChannelWaits() {
    rig.produce(13);
    rig.start();
    confirmAll();
    assertThat(rig.frames()).containsExactly(0, 1, 2, 3, 4, 0);
  }

  @Test
  void aFlushIsNotLostWhileL1IsAway() {
    rig.produce(3);
    rig.start();
    assertThat(rig.frames()).containsExactly(0);
    rig.l1Away = true;
    rig.command(Command.FLUSH);
    confirmAll();
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.frames()).containsExactly(0);
    rig.l1Away = false;
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.frames()).containsExactly(0, 1);
  }

  @Test
  void refusesCommandsThatDoNotFitItsState() {
    CompletableFuture<CommandAnswer> stop = rig.command(Command.STOP);
    CompletableFuture<CommandAnswer> flush = rig.command(Command.FLUSH);
    rig.settle();
    assertThat(stop).isCompletedWithValue(CommandAnswer.NOT_RUNNING);
    assertThat(flush).isCompletedWithValue(CommandAnswer.NOT_RUNNING);
    rig.start();
    CompletableFuture<CommandAnswer> again = rig.command(Command.START);
    rig.settle();
    assertThat(again).isCompletedWithValue(CommandAnswer.ALREADY_RUNNING);
  }

  @Test
  void refusesMoreCommandsThanItHasRoomFor() {
    for (int i = 0; i < 16; i++) {
      assertThat(rig.command(Command.FLUSH)).isNotDone();
    }
    assertThat(rig.command(Command.FLUSH)).isCompletedWithValue(CommandAnswer.BUSY);
  }

  @Test
  void stopsWhenNothingIsInFlightAnyMore() {
    rig.produce(10);
    rig.start();
    CompletableFuture<CommandAnswer> stop = rig.command(Command.STOP);
    rig.settle();
    assertThat(rig.sender.sent.getFirst().isCancelled()).isTrue();
    assertThat(stop).as("the transaction may still be published").isNotDone();
    assertThat(rig.driver.isRunning()).isFalse();
    CompletableFuture<CommandAnswer> start = rig.command(Command.START);
    CompletableFuture<CommandAnswer> secondStop = rig.command(Command.STOP);
    rig.settle();
    assertThat(start).isCompletedWithValue(CommandAnswer.STOPPING);
    rig.sender.sent.getFirst().fail(Reason.CANCELLED);
    rig.settle();
    assertThat(stop).isCompletedWithValue(CommandAnswer.DONE);
    assertThat(secondStop).isCompletedWithValue(CommandAnswer.DONE);
    assertThat(rig.snapshot().blocks()).isZero();
  }

  @Test
  void startsAgainFromTheSafeHead() {
    rig.produce(10);
    rig.start();
    rig.command(Command.STOP);
    rig.settle();
    rig.sender.sent.getFirst().fail(Reason.CANCELLED);
    rig.settle();
    rig.derive(4);
    rig.start();
    assertThat(rig.snapshot().blocks()).isEqualTo(6);
    assertThat(rig.sender.inFlight()).hasSize(1);
  }

  @Test
  void sendsTheDataOfAFailedTransactionAgainInOrder() {
    rig = new BatcherRig(3);
    rig.produce(10);
    rig.start();
    assertThat(rig.frames()).containsExactly(0, 1, 2);
    rig.sender.sent.get(1).fail(Reason.NOT_TAKEN);
    rig.settle();
    assertThat(rig.sender.sent.get(2).isCancelled()).isTrue();
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.frames()).as("the cancelled one may still be published").hasSize(3);
    rig.sender.sent.get(2).fail(Reason.CANCELLED);
    rig.settle();
    assertThat(rig.frames()).containsExactly(0, 1, 2, 1, 2);
    assertThat(rig.news.events).containsExactly("failed: 1", "failed: 2");
  }

  @Test
  void pausesAfterFailures() {
    rig.produce(10);
    rig.start();
    rig.sender.inFlight().getFirst().fail(Reason.FEES_TOO_HIGH);
    rig.settle();
    assertThat(rig.sender.sent).hasSize(1);
    for (int i = 0; i < 200; i++) {
      rig.pass(Duration.ofMillis(100));
      rig.sender.inFlight().forEach(one -> one.fail(Reason.FEES_TOO_HIGH));
    }
    assertThat(rig.sender.sent).as("attempts in 20 s").hasSizeBetween(5, 9);
  }

  @Test
  void clearsTheWayWhenThePoolHoldsATransactionOfTheOtherKind() {
    rig.produce(10);
    rig.start();
    rig.sender.inFlight().getFirst().fail(Reason.INCOMPATIBLE_PENDING);
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.sender.inFlight()).hasSize(1);
    assertThat(rig.sender.inFlight().getFirst().candidate.blobs()).hasSize(1);
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.sender.sent).as("nothing else until it is confirmed").hasSize(2);
    rig.sender.inFlight().getFirst().confirm(11);
    rig.settle();
    assertThat(rig.frames()).containsExactly(0, 0);
    assertThat(rig.sender.inFlight().getFirst().candidate.blobs()).isEmpty();
  }

  @Test
  void goesOnWhenL2IsBack() {
    rig.produce(5);
    rig.start();
    rig.produce(5);
    rig.l2Away = true;
    rig.pass(Duration.ofSeconds(3));
    assertThat(rig.snapshot().blocks()).isEqualTo(5);
    confirmAll();
    assertThat(rig.frames()).as("what is loaded is sent").containsExactly(0, 1);
    rig.l2Away = false;
    rig.pass(Duration.ofSeconds(2));
    confirmAll();
    assertThat(rig.frames()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void anL2ThatIsAwayIsAskedOncePerPoll() {
    rig.produce(5);
    rig.l2Away = true;
    rig.start();
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.statusesRead).isLessThan(15);
    assertThat(rig.news.events).hasSizeBetween(8, 12).containsOnly("L2 is away");
  }

  @Test
  void goesOnWhenTheNodeIsBack() {
    rig.produce(10);
    rig.nodeAway = true;
    rig.start();
    rig.pass(Duration.ofSeconds(3));
    assertThat(rig.sender.sent).isEmpty();
    rig.nodeAway = false;
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.sender.sent).hasSize(1);
  }

  @Test
  void loadsOnWhileL1IsAway() {
    rig.produce(10);
    rig.l1Away = true;
    rig.start();
    rig.produce(30);
    rig.pass(Duration.ofSeconds(20));
    assertThat(rig.snapshot().blocks()).isEqualTo(40);
    assertThat(rig.throttler.limits().isThrottling()).as("4,000 unsafe bytes").isTrue();
    assertThat(rig.news.events.size()).as("attempts in 20 s").isLessThan(15);
    rig.l1Away = false;
    rig.pass(Duration.ofSeconds(11));
    assertThat(rig.sender.sent).hasSize(1);
  }

  @Test
  void afterAReorgItWaitsForWhatIsInFlightAndForTheNode() {
    rig.produce(10);
    rig.start();
    rig.reorgL2(5, 7);
    rig.pass(Duration.ofSeconds(2));
    assertThat(rig.news.events).contains("reorg at 11");
    rig.l1Head = 15;
    rig.pass(Duration.ofSeconds(2));
    assertThat(rig.sender.sent).as("nothing of the lost chain is sent").hasSize(1);
    rig.sender.inFlight().getFirst().confirm(15);
    rig.pass(Duration.ofSeconds(2));
    assertThat(rig.snapshot().blocks()).as("the node has not derived L1 block 15").isZero();
    rig.currentL1 = 15;
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.snapshot().blocks()).isEqualTo(12);
    assertThat(rig.sender.inFlight()).hasSize(1);
  }

  @Test
  void startsOverWhenTheSafeChainDiffers() {
    rig.produce(10);
    rig.start();
    rig.reorgL2(2, 8);
    rig.derive(4);
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.news.events).contains("start over: SAFE_CHAIN_DIFFERS");
    assertThat(rig.snapshot().blocks()).isEqualTo(6);
  }

  @Test
  void waitsUntilTheNodeHasDerivedItsNewestTransaction() {
    rig = new BatcherRig(1, true, 8);
    rig.produce(10);
    rig.nonceAtTip = 5;
    rig.nonceChangedAt = 7;
    rig.currentL1 = 6;
    rig.start();
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.blocksRead).isZero();
    rig.currentL1 = 7;
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.blocksRead).isPositive();
  }

  @Test
  void throttlesAsUnsafeBytesGrow() {
    rig.l1Away = true;
    rig.start();
    rig.produce(5);
    rig.pass(BatcherRig.POLL);
    assertThat(rig.throttler.limits().isThrottling()).isFalse();
    rig.produce(15);
    rig.pass(BatcherRig.POLL);
    assertThat(rig.throttler.limits().isThrottling()).isTrue();
    rig.derive(20);
    rig.currentL1 = 20;
    rig.pass(BatcherRig.POLL);
    assertThat(rig.throttler.limits().isThrottling()).isFalse();
  }

  @Test
  void stepsAreTheSameForTheSameInput() {
    assertThat(transcript()).isEqualTo(transcript());
  }

  private static List<String> transcript() {
    BatcherRig rig = new BatcherRig(2);
    rig.start();
    for (int i = 0; i < 40; i++) {
      rig.produce(i % 4);
      rig.l1Away = i % 7 == 0;
      rig.pass(Duration.ofMillis(700));
      if (i % 3 == 0 && !rig.sender.inFlight().isEmpty()) {
        rig.sender.inFlight().getFirst().fail(Reason.NOT_TAKEN);
      } else {
        rig.sender.inFlight().forEach(one -> one.confirm(rig.l1Head));
      }
    }
    rig.news.events.addAll(rig.news.submitted.stream().map(String::valueOf).toList());
    return rig.news.events;
  }
}
