package dev.kopi.services.l1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.l1.SlotClock.Refill;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotClockTest {
  private static final long GENESIS = 1_000;
  private static final L1ClockConfig CONFIG = L1ClockConfig.devnet(GENESIS, 2, Address.ZERO);
  private static final Hash FIRST = Hash.ofWords(1, 0, 0, 0);

  @TempDir private Path directory = Path.of("");
  private final TestEngine engine = new TestEngine();
  private int wakeUps;

  private SlotClock clock() {
    return new SlotClock(
        CONFIG,
        engine,
        new BlobArchive(directory.resolve("blobs")),
        Crypto.portable().sha256(),
        List.of(new L1Head(FIRST, 0, GENESIS)),
        () -> wakeUps++);
  }

  /** Runs the clock when it says so, until a time. */
  private static void runUntil(SlotClock clock, long seconds) {
    long now = GENESIS * 1000;
    while (now <= seconds * 1000) {
      long next = clock.run(now);
      assertThat(next).isGreaterThanOrEqualTo(now);
      now = Math.max(next, now + 1);
    }
  }

  @Test
  void makesABlockInEachSlot() {
    SlotClock clock = clock();
    runUntil(clock, GENESIS + 20);
    assertThat(clock.head().number()).isEqualTo(10);
    assertThat(clock.head().timestampSeconds()).isEqualTo(GENESIS + 20);
    assertThat(clock.headSlot()).isEqualTo(10);
    assertThat(engine.lastState.safe()).isEqualTo(engine.hashAt(8));
    assertThat(engine.lastState.finalized()).isEqualTo(engine.hashAt(6));
  }

  @Test
  void leavesOutTheSlotsInWhichItDidNotRun() {
    SlotClock clock = clock();
    runUntil(clock, GENESIS + 4);
    long late = (GENESIS + 100) * 1000 + 500;
    clock.run(late);
    assertThat(clock.run(late)).isEqualTo((GENESIS + 102) * 1000);
    assertThat(clock.head().number()).isEqualTo(3);
  }

  @Test
  void goesOnFromItsHeadAfterAnyFailureOfTheEngine() {
    SlotClock clock = clock();
    runUntil(clock, GENESIS + 4);
    List<Supplier<RuntimeException>> failures =
        List.of(
            () -> new EngineUnavailableException("away", null),
            () -> new IllegalStateException("a defect"),
            NullPointerException::new);
    long now = (GENESIS + 6) * 1000;
    for (Supplier<RuntimeException> failure : failures) {
      engine.failure = failure;
      long at = now;
      assertThatThrownBy(() -> clock.run(at)).isInstanceOf(failure.get().getClass());
      engine.failure = null;
      long slot = clock.run(now);
      clock.run(slot);
      now = slot + 2000;
    }
    assertThat(clock.head().number()).isEqualTo(5);
  }

  @Test
  void namesWhyBlobsAreNotStored() throws IOException {
    SlotClock clock = clock();
    clock.run(GENESIS * 1000);
    engine.blobs = List.of(Bytes.wrap(new byte[] {1, 2, 3}));
    Files.delete(directory.resolve("blobs"));
    Files.writeString(directory.resolve("blobs"), "a file where the folder should be");
    assertThatThrownBy(() -> clock.run((GENESIS + 2) * 1000))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot store the blobs of slot 1: ")
        .hasMessageContaining("blobs");
    assertThat(clock.head().number()).isZero();
  }

  @Test
  void aReorgReplacesTheNewestBlocks() {
    SlotClock clock = clock();
    runUntil(clock, GENESIS + 20);
    Hash before = engine.hashAt(8);
    CompletableFuture<L1Head> done = clock.reorg(3, Refill.NOTHING);
    assertThat(wakeUps).isEqualTo(1);
    clock.run((GENESIS + 20) * 1000 + 100);
    assertThat(done).isCompletedWithValue(clock.head());
    assertThat(clock.head().number()).isEqualTo(10);
    assertThat(engine.hashAt(8)).isNotEqualTo(before);
    assertThat(engine.poolWasLeftOut).isEqualTo(3);
  }

  @Test
  void aReorgThatFailsSaysSoAndTheChainGoesOn() {
    SlotClock clock = clock();
    runUntil(clock, GENESIS + 20);
    engine.failure = () -> new IllegalStateException("a defect");
    CompletableFuture<L1Head> done = clock.reorg(3, Refill.NOTHING);
    assertThatThrownBy(() -> clock.run((GENESIS + 20) * 1000 + 100)).hasMessage("a defect");
    assertThat(done).isCompletedExceptionally();
    engine.failure = null;
    long slot = clock.run((GENESIS + 21) * 1000);
    clock.run(slot);
    assertThat(clock.head().number()).isEqualTo(8);
    assertThat(engine.poolWasLeftOut).isZero();
  }

  @Test
  void refusesReorgsThatAreTooDeepOrTooMany() {
    SlotClock clock = clock();
    runUntil(clock, GENESIS + 4);
    CompletableFuture<L1Head> deep = clock.reorg(3, Refill.FROM_POOL);
    clock.run((GENESIS + 4) * 1000 + 1);
    assertThat(deep.exceptionNow()).hasMessage("a reorg replaces 1 to 2 blocks");
    for (int i = 0; i < 16; i++) {
      assertThat(clock.reorg(1, Refill.FROM_POOL)).isNotDone();
    }
    assertThat(clock.reorg(1, Refill.FROM_POOL).exceptionNow())
        .hasMessage("too many reorgs are queued");
  }

  @Test
  void aDefectOnTheClocksThreadIsShownByItsHealthAndPassesBy()
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    RoleHealth health = new RoleHealth("l1");
    engine.failure = () -> new IllegalStateException("a defect");
    SlotClock clock = clock();
    try (ServiceThread thread =
        new ServiceThread(
            "l1-slot-clock",
            clock,
            ServiceThread.OnFailure.RETRY,
            health,
            InstantSource.system())) {
      thread.start();
      await(() -> !health.isHealthy());
      assertThat(health.summary()).contains("l1-slot-clock").contains("a defect");
      engine.failure = null;
      await(health::isHealthy);
      await(() -> clock.head().number() > 0);
    }
  }

  private static void await(Supplier<Boolean> condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.get()) {
      assertThat(System.nanoTime()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Builds empty blocks, each with a hash of its own. */
  private static final class TestEngine implements EngineApi {
    private final Map<Hash, Long> numbers = new HashMap<>(Map.of(FIRST, 0L));
    private final Map<Long, PayloadAttributes> jobs = new HashMap<>();
    private final Map<Long, Hash> parents = new HashMap<>();
    private final List<Hash> canonical = new ArrayList<>(List.of(FIRST));
    private volatile @Nullable Supplier<RuntimeException> failure;
    private List<Bytes> blobs = List.of();
    private ForkchoiceState lastState = new ForkchoiceState(FIRST, FIRST, FIRST);
    private long count;
    private int poolWasLeftOut;

    Hash hashAt(int number) {
      return canonical.get(number);
    }

    private void failIfAsked() {
      Supplier<RuntimeException> asked = failure;
      if (asked != null) {
        throw asked.get();
      }
    }

    @Override
    public ForkchoiceResult forkchoiceUpdated(
        int version, ForkchoiceState state, @Nullable PayloadAttributes attributes) {
      failIfAsked();
      lastState = state;
      long number = Objects.requireNonNull(numbers.get(state.head()));
      while (canonical.size() > number) {
        canonical.removeLast();
      }
      canonical.add(state.head());
      count++;
      jobs.put(count, Objects.requireNonNull(attributes));
      parents.put(count, state.head());
      poolWasLeftOut += attributes.noTxPool() ? 1 : 0;
      return new ForkchoiceResult(PayloadStatus.valid(state.head()), new PayloadId(count));
    }

    @Override
    public PayloadEnvelope getPayload(int version, PayloadId id) {
      failIfAsked();
      PayloadAttributes attributes = Objects.requireNonNull(jobs.remove(id.value()));
      Hash parent = Objects.requireNonNull(parents.get(id.value()));
      long number = Objects.requireNonNull(numbers.get(parent)) + 1;
      ExecutionPayload payload =
          new ExecutionPayload(
              parent,
              Address.ZERO,
              Hash.ZERO,
              Hash.ZERO,
              Bytes.EMPTY,
              attributes.prevRandao(),
              number,
              30_000_000,
              0,
              attributes.timestampSeconds(),
              Bytes.EMPTY,
              UInt256.ONE,
              Hash.ofWords(2, 0, id.value(), number),
              List.of(),
              List.of(),
              0L,
              0L,
              null);
      List<Bytes> commitments = blobs.stream().map(blob -> Bytes.wrap(new byte[48])).toList();
      return new PayloadEnvelope(
          payload,
          UInt256.ZERO,
          new PayloadEnvelope.BlobsBundle(commitments, commitments, blobs),
          List.of(),
          attributes.parentBeaconBlockRoot());
    }

    @Override
    public PayloadStatus newPayload(
        int version,
        ExecutionPayload payload,
        @Nullable List<Hash> blobHashes,
        @Nullable Hash parentBeaconBlockRoot,
        @Nullable List<Bytes> executionRequests) {
      failIfAsked();
      numbers.put(payload.blockHash(), payload.blockNumber());
      return PayloadStatus.valid(payload.blockHash());
    }
  }
}
