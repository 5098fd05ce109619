package dev.kopi.services.l1;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.lifecycle.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consensus of a development L1: at each slot it fetches the block that its engine built, makes
 * it the head and starts the next one. Uses the Engine API as a beacon node does. The thread that
 * runs it owns the state; {@link #reorg} queues a command for it.
 *
 * <p>A run that fails leaves the chain at its last block: the next run starts a new payload on it.
 */
public final class SlotClock implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(SlotClock.class);

  // Osaka: forkchoiceUpdatedV3, newPayloadV4, getPayloadV5.
  private static final int FORKCHOICE_VERSION = 3;
  private static final int NEW_PAYLOAD_VERSION = 4;
  private static final int GET_PAYLOAD_VERSION = 5;

  private static final int MAX_REORGS = 16;

  private final L1ClockConfig config;
  private final EngineApi engine;
  private final BlobArchive blobs;
  private final Sha256 sha256;
  private final Runnable wake;
  private final BlockingQueue<Reorg> commands = new ArrayBlockingQueue<>(MAX_REORGS);

  /** The newest blocks, the head last; as many as the finalized head and reorgs need. */
  private final List<L1Head> recent;

  private volatile L1Head published;
  private @Nullable PayloadId building;
  private long buildingTimestampSeconds;

  /** Incremented by each reorg, so that the branches have different entropy. */
  private long branch;

  /** Whether built blocks take transactions from the pool. */
  private Refill refill = Refill.FROM_POOL;

  /** The content of the blocks of a new branch. */
  public enum Refill {
    /** The pool's transactions: mostly those of the replaced blocks, which were reinjected. */
    FROM_POOL,
    /** Nothing, as if the builder of the new branch had never seen the transactions. */
    NOTHING
  }

  private record Reorg(int depth, Refill refill, CompletableFuture<L1Head> done) {}

  /**
   * A clock that continues a chain.
   *
   * @param recent the newest blocks of the chain, the head last; at least one
   * @param wake has the clock run soon; called after each command
   */
  public SlotClock(
      L1ClockConfig config,
      EngineApi engine,
      BlobArchive blobs,
      Sha256 sha256,
      List<L1Head> recent,
      Runnable wake) {
    this.config = config;
    this.engine = engine;
    this.blobs = blobs;
    this.sha256 = sha256;
    this.recent = new ArrayList<>(recent);
    this.published = recent.getLast();
    this.wake = wake;
  }

  /** The newest block. */
  public L1Head head() {
    return published;
  }

  /** The slot of the newest block. */
  public long headSlot() {
    return config.slotOf(published.timestampSeconds());
  }

  /**
   * Replaces the newest {@code depth} blocks by as many others at once; with the next slot the new
   * branch is longer. From any thread.
   *
   * @return completed with the new head, or exceptionally when the engine refused
   */
  public CompletableFuture<L1Head> reorg(int depth, Refill refill) {
    Reorg command = new Reorg(depth, refill, new CompletableFuture<>());
    if (commands.offer(command)) {
      wake.run();
    } else {
      command.done().completeExceptionally(new IllegalStateException("too many reorgs are queued"));
    }
    return command.done();
  }

  /**
   * Does the next queued reorg, or seals the block whose slot has come.
   *
   * @throws RuntimeException when the engine or the blob archive fails; to be run again
   */
  @Override
  public long run(long nowMillis) {
    if (building == null) {
      startBuilding(nextTimestamp(nowMillis));
    }
    Reorg command = commands.poll();
    if (command != null) {
      reorganize(command, nowMillis);
    } else if (nowMillis >= buildingTimestampSeconds * 1000) {
      seal(nowMillis);
    }
    return commands.isEmpty() ? buildingTimestampSeconds * 1000 : nowMillis;
  }

  /** The first slot after the head that has not passed yet. */
  private long nextTimestamp(long nowMillis) {
    long now = nowMillis / 1000;
    long afterHead = config.slotOf(published.timestampSeconds()) + 1;
    long upcoming = now < config.genesisTimeSeconds() ? 0 : config.slotOf(now) + 1;
    return config.timeOf(Math.max(afterHead, upcoming));
  }

  private void startBuilding(long timestampSeconds) {
    ForkchoiceResult result =
        engine.forkchoiceUpdated(FORKCHOICE_VERSION, forkchoice(), attributes(timestampSeconds));
    PayloadId id = result.payloadId();
    if (id == null) {
      throw new EngineUnavailableException(
          "the engine does not build on " + published.hash() + ": " + result.status(), null);
    }
    building = id;
    buildingTimestampSeconds = timestampSeconds;
  }

  private void seal(long nowMillis) {
    PayloadId id = building;
    building = null;
    if (id == null) {
      return;
    }
    PayloadEnvelope built = engine.getPayload(GET_PAYLOAD_VERSION, id);
    adopt(built);
    long next = config.timeOf(config.slotOf(published.timestampSeconds()) + 1);
    startBuilding(next * 1000 > nowMillis ? next : nextTimestamp(nowMillis));
  }

  private void adopt(PayloadEnvelope built) {
    ExecutionPayload payload = built.payload();
    List<BlobArchive.NamedBlob> named = named(built.blobs());
    // The blobs are stored before the block is published, so that every reader finds them.
    blobs.put(config.slotOf(payload.timestampSeconds()), named);
    PayloadStatus status =
        engine.newPayload(
            NEW_PAYLOAD_VERSION,
            payload,
            named.stream().map(BlobArchive.NamedBlob::versionedHash).toList(),
            beaconRoot(payload.timestampSeconds()),
            built.executionRequests());
    if (status.status() != PayloadStatus.Status.VALID) {
      throw new EngineUnavailableException("the engine refuses its own block: " + status, null);
    }
    recent.add(new L1Head(payload.blockHash(), payload.blockNumber(), payload.timestampSeconds()));
    while (recent.size() > config.finalizedDistance() + 65) {
      recent.removeFirst();
    }
    published = recent.getLast();
  }

  private List<BlobArchive.NamedBlob> named(PayloadEnvelope.@Nullable BlobsBundle bundle) {
    List<BlobArchive.NamedBlob> out = new ArrayList<>();
    if (bundle != null) {
      for (int i = 0; i < bundle.blobs().size(); i++) {
        byte[] hash = sha256.hash(bundle.commitments().get(i).toArray());
        hash[0] = 1; // EIP-4844: VERSIONED_HASH_VERSION_KZG
        out.add(new BlobArchive.NamedBlob(Hash.of(hash), bundle.blobs().get(i)));
      }
    }
    return out;
  }

  private void reorganize(Reorg command, long nowMillis) {
    int keep = recent.size() - command.depth();
    if (command.depth() < 1 || keep < 1) {
      command
          .done()
          .completeExceptionally(
              new IllegalArgumentException(
                  "a reorg replaces 1 to " + (recent.size() - 1) + " blocks"));
      return;
    }
    try {
      building = null;
      branch++;
      refill = command.refill();
      List<L1Head> replaced = List.copyOf(recent.subList(keep, recent.size()));
      recent.subList(keep, recent.size()).clear();
      published = recent.getLast();
      for (L1Head old : replaced) {
        startBuilding(old.timestampSeconds());
        seal(old);
      }
      refill = Refill.FROM_POOL;
      startBuilding(nextTimestamp(nowMillis));
      LOG.atInfo()
          .addKeyValue("depth", command.depth())
          .addKeyValue("head", published.number())
          .addKeyValue("hash", published.hash())
          .log("L1 reorg");
      command.done().complete(published);
    } catch (RuntimeException e) {
      command.done().completeExceptionally(e);
      throw e;
    } finally {
      refill = Refill.FROM_POOL;
    }
  }

  private void seal(L1Head instead) {
    PayloadId id = building;
    building = null;
    if (id == null) {
      throw new IllegalStateException("nothing is being built in place of " + instead);
    }
    adopt(engine.getPayload(GET_PAYLOAD_VERSION, id));
  }

  private ForkchoiceState forkchoice() {
    return new ForkchoiceState(
        published.hash(), trailing(config.safeDistance()), trailing(config.finalizedDistance()));
  }

  /** The block that trails the head by so many blocks, or the oldest known one. */
  private Hash trailing(int distance) {
    return recent.get(Math.max(0, recent.size() - 1 - distance)).hash();
  }

  private PayloadAttributes attributes(long timestampSeconds) {
    return new PayloadAttributes(
        timestampSeconds,
        entropy("randao", timestampSeconds),
        config.feeRecipient(),
        List.of(),
        beaconRoot(timestampSeconds),
        null,
        refill == Refill.NOTHING,
        null,
        null,
        null);
  }

  /** A hash of the slot in place of the parent beacon block root: there is no beacon chain. */
  private Hash beaconRoot(long timestampSeconds) {
    return entropy("beacon block", timestampSeconds);
  }

  private Hash entropy(String purpose, long timestampSeconds) {
    byte[] text = new byte[purpose.length()];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) purpose.charAt(i);
    }
    byte[] word = Hash.ofWords(0, 0, branch, timestampSeconds).toArray();
    return Keccak256.hash(Bytes.concat(Bytes.wrap(text), Bytes.wrap(word)));
  }
}
