package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.StateUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The state in the database, as it is after one block, with the way back to older ones. It reads
 * from a snapshot, so it stays the same while the database goes on; the snapshot is closed when the
 * owner and all readers have let go of it.
 */
final class Base {
  private static final byte[] NOTHING = new byte[0];

  /** The block after which the state is. */
  final BlockId id;

  /** The number of the oldest block whose state can be read. */
  final long oldest;

  /** Grows with each move. */
  final long sequence;

  private final KeyValue.Snapshot snapshot;
  private final BaseCache cache;
  private final AtomicInteger holders = new AtomicInteger(1);

  Base(BlockId id, long oldest, long sequence, KeyValue.Snapshot snapshot, BaseCache cache) {
    this.id = id;
    this.oldest = oldest;
    this.sequence = sequence;
    this.cache = cache;
    this.snapshot = snapshot;
  }

  /**
   * Keeps the snapshot open; false when it is closed already. Each success needs one {@link
   * #release()}.
   */
  boolean acquire() {
    int now = holders.get();
    while (now > 0) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holders.get();
    }
    return false;
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      snapshot.close();
    }
  }

  KeyValue.Snapshot snapshot() {
    return snapshot;
  }

  /**
   * Whether the state after this block can be read: it is the base, or one that the base once was.
   */
  boolean covers(BlockId block) {
    if (block.equals(id)) {
      return true;
    }
    if (block.number() >= id.number() || block.number() < oldest) {
      return false;
    }
    byte[] hash = snapshot.get(Kind.LINEAGE, Keys.number(block.number()));
    return hash != null && block.hash().equals(Hash.of(hash));
  }

  /** Throws when the state after this block cannot be read. */
  void requireCovered(BlockId block) {
    if (covers(block)) {
      return;
    }
    if (block.number() < oldest) {
      throw new StateUnavailableException(
          "the state after block "
              + block.number()
              + " is not kept: the oldest is that of block "
              + oldest
              + " (--history.state sets how many blocks are kept, 0 for all)");
    }
    throw new StateUnavailableException(
        "the state after block " + block.number() + " " + block.hash() + " is not known");
  }

  /** An entry of the state after a covered block; empty when it is not there. */
  byte[] read(Kind kind, byte[] key, BlockId at) {
    if (at.number() < id.number()) {
      byte[] from = Keys.history(kind, key, at.number() + 1);
      try (KeyValue.Cursor cursor = snapshot.seek(Keys.historyOf(kind), from)) {
        if (cursor.valid() && Keys.sameEntry(cursor.key(), from)) {
          return cursor.value();
        }
      }
    }
    return read(kind, key);
  }

  /** An entry of the state after the base block; empty when it is not there. */
  byte[] read(Kind kind, byte[] key) {
    byte[] known = cache.get(kind, key, sequence);
    if (known != null) {
      return known;
    }
    byte[] stored = snapshot.get(kind, key);
    byte[] value = stored == null ? NOTHING : stored;
    cache.offer(kind, key, value, sequence);
    return value;
  }
}
