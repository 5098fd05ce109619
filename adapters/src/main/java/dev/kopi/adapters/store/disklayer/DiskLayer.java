package dev.kopi.adapters.store.disklayer;

import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.StoreMetadata;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.StateUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The state after one block in the database, with the history to read older states. It reads from a
 * snapshot, so later writes do not change it. The snapshot is reference-counted and closed when the
 * owner and all readers have released it.
 */
public final class DiskLayer {
  private static final byte[] NOTHING = new byte[0];

  private final BlockId block;
  private final long oldest;
  private final long sequence;
  private final KeyValueStore.Snapshot snapshot;
  private final DiskLayerCache cache;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * A disk layer that its creator holds.
   *
   * @param block the block whose state the snapshot holds
   * @param oldest the number of the oldest block whose state can be read
   * @param sequence grows with each update
   */
  public DiskLayer(
      BlockId block,
      long oldest,
      long sequence,
      KeyValueStore.Snapshot snapshot,
      DiskLayerCache cache) {
    this.block = block;
    this.oldest = oldest;
    this.sequence = sequence;
    this.cache = cache;
    this.snapshot = snapshot;
  }

  /** The disk layer as the database holds it. */
  public static DiskLayer open(KeyValueStore db, DiskLayerCache cache) {
    StoreMetadata.DiskLayerPosition position = StoreMetadata.diskLayer(db);
    return new DiskLayer(position.block(), position.oldest(), 0, db.snapshot(), cache);
  }

  /** The block whose state this is. */
  public BlockId block() {
    return block;
  }

  /** The number of the oldest block whose state can be read. */
  public long oldest() {
    return oldest;
  }

  /** Grows with each update. */
  public long sequence() {
    return sequence;
  }

  /**
   * Keeps the snapshot open; false when it is closed already. Each success needs one {@link
   * #release()}.
   */
  public boolean acquire() {
    int now = holders.get();
    while (now > 0) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holders.get();
    }
    return false;
  }

  /** Undoes one {@link #acquire()}, or the hold of the creator. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      snapshot.close();
    }
  }

  /** The snapshot of the database. */
  public KeyValueStore.Snapshot snapshot() {
    return snapshot;
  }

  /** Whether the state after a block can be read: that of the disk layer, or an older one. */
  public boolean covers(BlockId wanted) {
    if (wanted.equals(block)) {
      return true;
    }
    if (wanted.number() >= block.number() || wanted.number() < oldest) {
      return false;
    }
    byte[] hash = snapshot.get(Table.LINEAGE, Keys.number(wanted.number()));
    return hash != null && wanted.hash().equals(Hash.of(hash));
  }

  /** Throws when the state after this block cannot be read. */
  public void requireCovered(BlockId wanted) {
    if (covers(wanted)) {
      return;
    }
    if (wanted.number() < oldest) {
      throw new StateUnavailableException(
          "the state after block "
              + wanted.number()
              + " is not kept: the oldest is that of block "
              + oldest
              + " (--history.state sets how many blocks are kept, 0 for all)");
    }
    throw new StateUnavailableException(
        "the state after block " + wanted.number() + " " + wanted.hash() + " is not known");
  }

  /** An entry of the state after a covered block; empty when it is not there. */
  public byte[] read(Table table, byte[] key, BlockId at) {
    if (at.number() < block.number()) {
      byte[] from = Keys.history(table, key, at.number() + 1);
      try (KeyValueStore.Cursor cursor = snapshot.seek(Keys.historyOf(table), from)) {
        if (cursor.valid() && Keys.sameEntry(cursor.key(), from)) {
          return cursor.value();
        }
      }
    }
    return read(table, key);
  }

  /** An entry of the state after the disk layer's block; empty when it is not there. */
  public byte[] read(Table table, byte[] key) {
    byte[] known = cache.get(table, key, sequence);
    if (known != null) {
      return known;
    }
    byte[] stored = snapshot.get(table, key);
    byte[] value = stored == null ? NOTHING : stored;
    cache.offer(table, key, value, sequence);
    return value;
  }
}
