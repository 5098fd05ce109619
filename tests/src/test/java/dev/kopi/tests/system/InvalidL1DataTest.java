package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invalid data on L1 is dropped as specified, missing blobs are waited for, and nothing stalls. */
class InvalidL1DataTest {
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);

  @TempDir private Path directory = Path.of("");

  @Test
  void garbageOfTheBatcherIsPassedOver() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(2);
      rollup.stopBatcher();
      Sender batcher = rollup.l1Sender(DevChainAccount.BATCHER.privateKey());
      rollup.verifier.clearEvents();
      post(rollup, batcher, InvalidBatcherData.garbage(1));
      rollup.awaitL1(2);
      requireEvents(rollup, "FRAMES");
      rollup.startBatcher();
      rollup.awaitProgress(4);
      rollup.requireAgreement();
      requireNoReset(rollup);
    }
  }

  @Test
  void brokenChannelsOfTheBatcherArePassedOver() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(2);
      rollup.stopBatcher();
      Sender batcher = rollup.l1Sender(DevChainAccount.BATCHER.privateKey());
      rollup.verifier.clearEvents();
      post(rollup, batcher, InvalidBatcherData.brokenChannels(2));
      rollup.awaitL1(2);
      requireEvents(rollup, "NO_CHANNEL", "OUT_OF_ORDER", "UNKNOWN_COMPRESSION", "MALFORMED_BATCH");
      rollup.startBatcher();
      rollup.awaitProgress(4);
      rollup.requireAgreement();
      requireNoReset(rollup);
    }
  }

  @Test
  void nothingCountsFromAnyoneButTheBatcher() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(2);
      Sender stranger = rollup.l1Sender(MnemonicAccount.TEN.get(7).privateKey());
      List<Bytes> genuine = batches(rollup);
      assertThat(genuine).isNotEmpty();
      rollup.verifier.clearEvents();
      post(rollup, stranger, InvalidBatcherData.garbage(3));
      post(rollup, stranger, InvalidBatcherData.brokenChannels(4));
      post(rollup, stranger, genuine);
      rollup.awaitProgress(4);
      requireEvents(rollup, "NOT_THE_BATCHER");
      assertThat(rollup.verifier.events()).noneMatch(line -> line.contains("FRAMES"));
      rollup.requireAgreement();
      requireNoReset(rollup);
    }
  }

  @Test
  void batchesThatAreOnL1AlreadyDoNoHarm() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(6);
      rollup.stopBatcher();
      Sender batcher = rollup.l1Sender(DevChainAccount.BATCHER.privateKey());
      post(rollup, batcher, batches(rollup));
      post(rollup, batcher, batches(rollup).reversed());
      rollup.startBatcher();
      rollup.awaitProgress(4);
      rollup.requireAgreement();
      requireNoReset(rollup);
    }
  }

  @Test
  void decompressionBombsAreCutShort() {
    List<Bytes> bombs = InvalidBatcherData.bombs(5);
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(2);
      rollup.stopBatcher();
      Sender batcher = rollup.l1Sender(DevChainAccount.BATCHER.privateKey());
      rollup.verifier.clearEvents();
      post(rollup, batcher, bombs);
      requireEvents(rollup, "ChannelCutShort");
      rollup.startBatcher();
      rollup.awaitProgress(4);
      rollup.requireAgreement();
      requireNoReset(rollup);
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      assertThat(used).as("bytes of heap in use afterwards").isLessThan(700L << 20);
    }
  }

  @Test
  void blobsThatHoldNothingArePassedOver() {
    try (SystemRollup rollup = SystemRollup.start(directory, true)) {
      rollup.awaitSafe(2);
      rollup.stopBatcher();
      Sender batcher = rollup.l1Sender(DevChainAccount.BATCHER.privateKey());
      rollup.verifier.clearEvents();
      Hash sent = batcher.blobs(rollup.config().batchInbox(), List.of(noise(1), noise(2)));
      rollup.await("the blobs are in a block", () -> rollup.l1Chain().mined(sent) != null);
      rollup.awaitL1(2);
      requireEvents(rollup, "BLOB_ENCODING");
      rollup.startBatcher();
      rollup.awaitProgress(4);
      rollup.requireAgreement();
      requireNoReset(rollup);
    }
  }

  /** Random field elements in range: no valid blob encoding. */
  private static Bytes noise(long seed) {
    byte[] blob = new byte[131_072];
    new Random(seed).nextBytes(blob);
    for (int i = 0; i < blob.length; i += 32) {
      blob[i] &= 0x3f;
    }
    return Bytes.wrap(blob);
  }

  @ParameterizedTest
  @EnumSource(value = BeaconFront.Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void waitsForBlobsThatTheBeaconNodeDoesNotHave(BeaconFront.Fault fault) {
    try (SystemRollup rollup = SystemRollup.start(directory, true)) {
      rollup.awaitSafe(2);
      rollup.beacon().use(fault);
      rollup.await("blobs are missed", () -> rollup.beacon().spoiled() > 2);
      long safe = rollup.verifier.safe();
      long unsafe = rollup.sequencer.unsafe();
      // The sequencer needs no blobs to go on.
      rollup.await("unsafe blocks", () -> rollup.sequencer.unsafe() >= unsafe + 4);
      assertThat(rollup.verifier.safe()).isLessThanOrEqualTo(safe + 1);
      assertThat(rollup.beacon().spoiled()).as("requests in a few seconds").isLessThan(120);
      rollup.beacon().use(BeaconFront.Fault.NONE);
      rollup.awaitProgress(6);
      rollup.requireAgreement();
    }
  }

  /** Puts data into the inbox and waits until all of it is in blocks. */
  private static void post(SystemRollup rollup, Sender sender, List<Bytes> pieces) {
    Address inbox = rollup.config().batchInbox();
    long nonce = sender.nextNonce();
    long target = nonce + pieces.size();
    for (Bytes piece : pieces) {
      long at = nonce++;
      // The pool takes a few of an account at a time.
      rollup.await(
          "room in the pool",
          () -> rollup.l1Chain().nonce(sender.address(), EthClient.LATEST) + 12 > at);
      sender.send(at, inbox, UInt256.ZERO, piece, GWEI);
    }
    rollup.await(
        "the data is in blocks",
        () -> rollup.l1Chain().nonce(sender.address(), EthClient.LATEST) >= target);
  }

  /** The data of the genuine batches on L1, oldest first. */
  private static List<Bytes> batches(SystemRollup rollup) {
    EthClient l1 = rollup.l1Chain();
    Address inbox = rollup.config().batchInbox();
    return java.util.stream.LongStream.rangeClosed(1, l1.blockNumber())
        .mapToObj(number -> Objects.requireNonNull(l1.block(EthClient.at(number))))
        .flatMap(block -> block.transactions().stream())
        .map(TransactionEnvelope::transaction)
        .filter(transaction -> inbox.equals(transaction.to()) && !transaction.data().isEmpty())
        .map(dev.kopi.core.chain.transaction.Transaction::data)
        .toList();
  }

  private static void requireEvents(SystemRollup rollup, String... expected) {
    for (String word : expected) {
      rollup.await(
          "an event with " + word,
          () -> rollup.verifier.events().stream().anyMatch(line -> line.contains(word)));
    }
  }

  private static void requireNoReset(SystemRollup rollup) {
    assertThat(rollup.verifier.events())
        .noneMatch(line -> line.startsWith("reset") && !line.endsWith("the node starts"));
  }
}
