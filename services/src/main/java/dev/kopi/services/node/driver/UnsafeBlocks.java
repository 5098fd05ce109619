package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.node.engine.EngineController;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The queue of unsafe payloads: inserts into the engine those that extend the unsafe head, and
 * answers what became of each.
 *
 * <p>Owned by the driver's thread.
 */
final class UnsafeBlocks {
  /** The outcome of an insertion. */
  enum Insertion {
    /** No payload extends the unsafe head. */
    NONE,
    /** The payload is refused, or will be retried. */
    NOT_INSERTED,
    /** The payload is the unsafe head. */
    INSERTED
  }

  private static final long RETRY_MILLIS = 1000;

  private final RollupConfig config;
  private final EngineController engine;
  private final NodeListener listener;
  private final UnsafePayloads payloads;

  /** The answers that queued payloads still owe, by block hash. */
  private final Map<Hash, CompletableFuture<UnsafePayloadOutcome>> unanswered = new HashMap<>();

  private long dueAt = Work.NEVER;

  UnsafeBlocks(RollupConfig config, EngineController engine, NodeListener listener, long maxBytes) {
    this.config = config;
    this.engine = engine;
    this.listener = listener;
    this.payloads = new UnsafePayloads(maxBytes);
  }

  /** Queues a payload, whose hash was checked. */
  void add(DriverInbox.Arrival arrival, long now) {
    switch (payloads.add(arrival.entry())) {
      case QUEUED -> {
        unanswered.put(arrival.entry().payload().blockHash(), arrival.outcome());
        dueAt = now;
      }
      case DUPLICATE -> arrival.outcome().complete(ignored(UnsafePayloadOutcome.Reason.KNOWN));
      case TOO_LARGE -> arrival.outcome().complete(ignored(UnsafePayloadOutcome.Reason.TOO_LARGE));
      case NO_ROOM -> arrival.outcome().complete(ignored(UnsafePayloadOutcome.Reason.NO_ROOM));
    }
  }

  private static UnsafePayloadOutcome ignored(UnsafePayloadOutcome.Reason reason) {
    return new UnsafePayloadOutcome.Ignored(reason);
  }

  /** The unsafe head moved: a queued payload may extend it. */
  void onHeadsMoved(long now) {
    if (payloads.size() > 0) {
      dueAt = now;
    }
  }

  /** When {@link #insert} is to be called. */
  long dueMillis() {
    return dueAt;
  }

  /** Nothing is inserted for now: answers that the payloads are queued. */
  void suspend() {
    for (Map.Entry<Hash, CompletableFuture<UnsafePayloadOutcome>> owed : unanswered.entrySet()) {
      owed.getValue()
          .complete(
              payloads.contains(owed.getKey())
                  ? new UnsafePayloadOutcome.Queued()
                  : ignored(UnsafePayloadOutcome.Reason.NO_ROOM));
    }
    unanswered.clear();
  }

  /** Refuses the answers that are owed. */
  void close() {
    unanswered
        .values()
        .forEach(outcome -> outcome.completeExceptionally(CommandRefusedException.stopping()));
    unanswered.clear();
  }

  /**
   * Inserts the next payload on the unsafe head.
   *
   * @throws ResetException when derivation must be reset
   */
  Insertion insert(long now) {
    dueAt = Work.NEVER;
    UnsafePayloads.Entry entry =
        payloads.next(
            engine.heads().unsafe(), dropped -> answer(dropped, reasonToDrop(dropped.payload())));
    if (entry == null) {
      suspend();
      return Insertion.NONE;
    }
    Insertion insertion;
    try {
      insertion = insert(entry);
    } catch (TemporaryException e) {
      listener.onDerivationFailure(
          "cannot insert unsafe block "
              + entry.payload().blockNumber()
              + " ("
              + entry.payload().blockHash()
              + "): "
              + e.getMessage());
      if (isRefusal(e)) {
        answer(entry, new UnsafePayloadOutcome.Invalid(String.valueOf(e.getMessage())));
        payloads.removeFirst();
        dueAt = now;
        return Insertion.NOT_INSERTED;
      }
      suspend();
      dueAt = now + RETRY_MILLIS;
      return Insertion.NOT_INSERTED;
    }
    payloads.removeFirst();
    dueAt = now;
    return insertion;
  }

  /** Whether the engine refuses this payload for what it is, so that trying again is of no use. */
  private static boolean isRefusal(TemporaryException e) {
    return e.getCause() instanceof EngineApiException refusal
        && (refusal.code() == EngineApiException.INVALID_PARAMS
            || refusal.code() == EngineApiException.UNSUPPORTED_FORK);
  }

  private UnsafePayloadOutcome reasonToDrop(ExecutionPayload payload) {
    L2BlockRef head = engine.heads().unsafe();
    if (payload.blockHash().equals(head.hash())) {
      return ignored(UnsafePayloadOutcome.Reason.KNOWN);
    }
    return ignored(
        Long.compareUnsigned(payload.blockNumber(), head.number()) <= 0
            ? UnsafePayloadOutcome.Reason.OLD
            : UnsafePayloadOutcome.Reason.OTHER_PARENT);
  }

  private void answer(UnsafePayloads.Entry entry, UnsafePayloadOutcome outcome) {
    @Nullable CompletableFuture<UnsafePayloadOutcome> owed =
        unanswered.remove(entry.payload().blockHash());
    if (owed != null) {
      owed.complete(outcome);
    }
  }

  /** Inserts a payload and answers what became of it. */
  private Insertion insert(UnsafePayloads.Entry entry) {
    ExecutionPayload payload = entry.payload();
    if (config.unsupportedForkAt(payload.timestampSeconds()) != null) {
      answer(entry, ignored(UnsafePayloadOutcome.Reason.UNSUPPORTED_FORK));
      return Insertion.NOT_INSERTED;
    }
    L2BlockRef ref;
    try {
      ref = L2Blocks.ref(config, payload);
    } catch (DecodeException e) {
      answer(entry, new UnsafePayloadOutcome.Invalid(String.valueOf(e.getMessage())));
      return Insertion.NOT_INSERTED;
    }
    PayloadStatus result = engine.insert(payload, entry.parentBeaconBlockRoot());
    return switch (result.status()) {
      case INVALID, INVALID_BLOCK_HASH -> {
        listener.onUnsafePayload(ref, false);
        answer(entry, new UnsafePayloadOutcome.Invalid(String.valueOf(result.validationError())));
        yield Insertion.NOT_INSERTED;
      }
      case VALID, SYNCING, ACCEPTED -> {
        engine.setUnsafeHead(ref);
        listener.onUnsafePayload(ref, true);
        answer(entry, new UnsafePayloadOutcome.Accepted(ref));
        yield Insertion.INSERTED;
      }
    };
  }
}
