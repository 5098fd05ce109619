package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.node.engine.EngineController;
import dev.kopi.services.node.sequencer.Sequencer;

/**
 * The queue of unsafe payloads: inserts into the engine those that extend the unsafe head.
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

  private static final long NEVER = Sequencer.NEVER;
  private static final long RETRY_MILLIS = 1000;

  private final RollupConfig config;
  private final EngineController engine;
  private final NodeListener listener;
  private final UnsafePayloads payloads;
  private long dueAt = NEVER;

  UnsafeBlocks(RollupConfig config, EngineController engine, NodeListener listener, long maxBytes) {
    this.config = config;
    this.engine = engine;
    this.listener = listener;
    this.payloads = new UnsafePayloads(maxBytes);
  }

  /** Queues a payload; its hash is checked. */
  void add(UnsafePayloads.Entry entry, long now) {
    payloads.add(entry);
    dueAt = now;
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

  /**
   * Inserts the next payload on the unsafe head.
   *
   * @throws ResetException when derivation must be reset
   */
  Insertion insert(long now) {
    dueAt = NEVER;
    UnsafePayloads.Entry entry = payloads.next(engine.heads().unsafe());
    if (entry == null) {
      return Insertion.NONE;
    }
    L2BlockRef ref;
    try {
      ref = L2Blocks.ref(config, entry.payload());
    } catch (DecodeException e) {
      payloads.removeFirst();
      dueAt = now;
      return Insertion.NOT_INSERTED;
    }
    try {
      Insertion insertion = insert(entry, ref);
      dueAt = now;
      return insertion;
    } catch (TemporaryException e) {
      listener.onDerivationFailure(
          "cannot insert unsafe block " + ref.id() + ": " + e.getMessage());
      dueAt = now + RETRY_MILLIS;
      return Insertion.NOT_INSERTED;
    }
  }

  private Insertion insert(UnsafePayloads.Entry entry, L2BlockRef ref) {
    PayloadStatus result = engine.insert(entry.payload(), entry.parentBeaconBlockRoot());
    return switch (result.status()) {
      case INVALID, INVALID_BLOCK_HASH -> {
        payloads.removeFirst();
        listener.onUnsafePayload(ref, false);
        yield Insertion.NOT_INSERTED;
      }
      case VALID, SYNCING, ACCEPTED -> {
        engine.setUnsafeHead(ref);
        listener.onUnsafePayload(ref, true);
        yield Insertion.INSERTED;
      }
    };
  }
}
