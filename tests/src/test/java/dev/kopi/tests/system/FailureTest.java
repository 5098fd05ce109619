package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.l1.SlotClock.Refill;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What breaks in operation; after each the chain goes on by itself and every node agrees. */
class FailureTest {
  private static final Address SOMEBODY = MnemonicAccount.TEN.get(3).address();

  @TempDir private Path directory = Path.of("");

  @Test
  void goesOnAfterAReorgOfL1() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(4);
      for (int depth : new int[] {1, 3, 5}) {
        rollup.reorgL1(depth, Refill.FROM_POOL);
        rollup.awaitProgress(4);
        rollup.requireAgreement();
      }
    }
  }

  @Test
  void goesOnAfterAReorgOfL1ThatRemovesABatch() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      Hash transfer = rollup.l2Sender().transfer(SOMEBODY);
      rollup.awaitSafe(4);
      rollup.stopBatcher();
      removeBatches(rollup);
      rollup.startBatcher();
      rollup.awaitProgress(4);
      rollup.requireAgreement();
      requireSafe(rollup, transfer);
    }
  }

  @Test
  void aBatcherThatRunsSeesThatItsBatchesAreGone() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      Hash transfer = rollup.l2Sender().transfer(SOMEBODY);
      rollup.awaitSafe(4);
      removeBatches(rollup);
      rollup.awaitProgress(4);
      rollup.requireAgreement();
      requireSafe(rollup, transfer);
    }
  }

  @Test
  void goesOnAfterL1WasAwayAndForgotWhatWaited() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(4);
      rollup.restartL1();
      rollup.awaitProgress(4);
      rollup.requireAgreement();
      Address batcher = DevChainAccount.BATCHER.address();
      long posted = rollup.l1Chain().nonce(batcher, EthClient.LATEST);
      rollup.reorgL1(5, Refill.NOTHING);
      rollup.restartL1();
      assertThat(rollup.l1Chain().nonce(batcher, EthClient.LATEST)).isLessThan(posted);
      rollup.awaitProgress(4);
      rollup.requireAgreement();
    }
  }

  /**
   * Replaces the newest L1 blocks by empty ones. What was in them waits in the pool again, so
   * dearer transactions take the place of the batches.
   */
  private static void removeBatches(SystemRollup rollup) {
    Sender batcher = rollup.l1Sender(DevChainAccount.BATCHER.privateKey());
    long posted = rollup.l1Chain().nonce(batcher.address(), EthClient.LATEST);
    rollup.reorgL1(5, Refill.NOTHING);
    long left = rollup.l1Chain().nonce(batcher.address(), EthClient.LATEST);
    assertThat(left).as("batches are gone").isLessThan(posted);
    for (long nonce = left; nonce < posted; nonce++) {
      batcher.send(nonce, SOMEBODY, UInt256.ONE, Bytes.EMPTY, UInt256.of(90_000_000_000L));
    }
    rollup.await(
        "the others are in blocks",
        () -> rollup.l1Chain().nonce(batcher.address(), EthClient.LATEST) >= posted);
  }

  @Test
  void goesOnAfterTheBatcherWasAwayForLongerThanAChannelLasts() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(2);
      rollup.stopBatcher();
      rollup.awaitL1(2);
      rollup.verifier.clearEvents();
      // Many small frames, so that a channel is on L1 in part.
      rollup.startBatcher(new ChannelPolicy(50, 3600, 10, 10, false, 60, 1, false));
      rollup.await(
          "a channel is open",
          () -> rollup.verifier.events().stream().anyMatch(line -> line.contains("ChannelOpened")));
      rollup.stopBatcher();
      long safe = rollup.verifier.safe();
      Hash transfer = rollup.l2Sender().transfer(SOMEBODY);
      rollup.awaitL1(RollupConfig.CHANNEL_TIMEOUT_GRANITE + 2);
      assertThat(rollup.verifier.safe()).isLessThan(safe + 10);
      long unsafe = rollup.sequencer.unsafe();
      rollup.startBatcher();
      rollup.awaitSafe(unsafe + 2);
      rollup.requireAgreement();
      requireSafe(rollup, transfer);
      assertThat(rollup.verifier.events()).anyMatch(line -> line.contains("ChannelDropped"));
    }
  }

  @Test
  void aSequencerThatIsStoppedWithUnsafeBlocksKeepsThem() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(2);
      rollup.stopBatcher();
      Hash transfer = rollup.l2Sender().transfer(SOMEBODY);
      long before = rollup.sequencer.unsafe();
      rollup.await("unsafe blocks", () -> rollup.sequencer.unsafe() >= before + 6);
      rollup.sequencer.stopNode();
      rollup.sequencer.stopEngine();
      Hash unsafe = kept(rollup, before + 6);
      assertThat(rollup.sequencer.hashAt(before + 6)).isEqualTo(unsafe);
      rollup.sequencer.startNode();
      rollup.startBatcher();
      rollup.awaitSafe(before + 8);
      rollup.requireAgreement();
      requireSafe(rollup, transfer);
      assertThat(rollup.verifier.hashAt(before + 6)).isEqualTo(unsafe);
    }
  }

  /** Restarts the sequencer's engine and returns its block at a height. */
  private static Hash kept(SystemRollup rollup, long number) {
    rollup.sequencer.startEngine();
    return Objects.requireNonNull(rollup.sequencer.hashAt(number), "an unsafe block is lost");
  }

  @Test
  void enginesKilledUnderLoadComeBack() {
    try (SystemRollup rollup = SystemRollup.onlyL1(directory, false)) {
      rollup.sequencer.startEngineProcess();
      rollup.sequencer.startNode();
      rollup.verifier.startEngineProcess();
      rollup.verifier.startNode();
      rollup.startBatcher();
      rollup.awaitSafe(2);
      for (RollupPart killed : new RollupPart[] {rollup.sequencer, rollup.verifier}) {
        try (Load load = new Load(rollup)) {
          load.awaitSent(200);
          long safe = Math.min(rollup.sequencer.safe(), rollup.verifier.safe());
          Hash safeHash = rollup.verifier.hashAt(safe);
          killed.killEngineProcess();
          rollup.awaitL1(2);
          killed.startEngineProcess();
          rollup.await("the engine answers again", () -> killed.chain().blockNumber() >= safe);
          assertThat(killed.hashAt(safe)).as("no safe block is lost").isEqualTo(safeHash);
          rollup.awaitProgress(6);
        }
        rollup.awaitProgress(4);
        rollup.requireAgreement();
      }
    }
  }

  private static void requireSafe(SystemRollup rollup, Hash transaction) {
    rollup.await(
        "the transaction is safe",
        () -> {
          var mined = rollup.verifier.chain().mined(transaction);
          return mined != null && mined.block().number() <= rollup.verifier.safe();
        });
  }
}
