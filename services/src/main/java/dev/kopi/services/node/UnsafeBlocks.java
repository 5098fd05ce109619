package dev.kopi.services.node;

import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsafePayloads;

/**
 * Blocks that came from outside, on their way into the engine: each is put on the unsafe head.
 *
 * <p>Owned by the driver's thread.
 */
final class UnsafeBlocks {
  /** What became of the block that was due. */
  enum Insertion {
    /** There is none that continues the unsafe head. */
    NONE,
    /** It is refused, or is to be tried again. */
    NOT_INSERTED,
    /** It is the unsafe head. */
    INSERTED
  }

  private static final long NEVER = Sequencer.NEVER;
  private static final long RETRY_MILLIS = 1000;

  private final RollupConfig config;
  private final EngineControl engine;
  private final NodeListener listener;
  private final UnsafePayloads payloads;
  private long dueAt = NEVER;

  UnsafeBlocks(RollupConfig config, EngineControl engine, NodeListener listener, long maxBytes) {
    this.config = config;
    this.engine = engine;
    this.listener = listener;
    this.payloads = new UnsafePayloads(maxBytes);
  }

  /** Takes a block, whose hash is checked already. */
  void add(UnsafePayloads.Entry entry, long now) {
    payloads.add(entry);
    dueAt = now;
  }

  /** The unsafe head is another one, which a block that waits may continue. */
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
   * Puts the next block on the unsafe head.
   *
   * @throws ResetException when the node must start over
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
        engine.follow(ref);
        listener.onUnsafePayload(ref, true);
        yield Insertion.INSERTED;
      }
    };
  }
}
