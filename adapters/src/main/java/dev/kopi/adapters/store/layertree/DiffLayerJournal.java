package dev.kopi.adapters.store.layertree;

import dev.kopi.adapters.store.chain.ChainDatabase;
import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.adapters.store.difflayer.LayerChanges;
import dev.kopi.adapters.store.disklayer.DiskLayer;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Corruption;
import dev.kopi.adapters.store.schema.Values;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The diff layers that were journaled to the database, read when a store is opened. */
public final class DiffLayerJournal {
  private final Map<Hash, DiffLayer> layers = new HashMap<>();

  private final WriteBatch stale = new WriteBatch();

  private final DiskLayer disk;
  private final ChainDatabase chain;
  private final long tail;

  private DiffLayerJournal(DiskLayer disk, ChainDatabase chain, long tail) {
    this.disk = disk;
    this.chain = chain;
    this.tail = tail;
  }

  /**
   * Reads all layers.
   *
   * @param tail the number of the oldest block whose body is kept
   * @throws dev.kopi.core.store.StoreException when a layer has no block
   */
  public static DiffLayerJournal read(DiskLayer disk, ChainDatabase chain, long tail) {
    DiffLayerJournal journal = new DiffLayerJournal(disk, chain, tail);
    try (KeyValueStore.Cursor cursor = disk.snapshot().seek(Table.LAYER, new byte[0])) {
      for (; cursor.valid(); cursor.next()) {
        journal.take(cursor.key(), cursor.value());
      }
    }
    return journal;
  }

  /** The layers whose state can be read, by block hash. */
  public Map<Hash, DiffLayer> layers() {
    return layers;
  }

  /** Removes the journal entries of layers whose base is gone. */
  public WriteBatch stale() {
    return stale;
  }

  private void take(byte[] key, byte[] value) {
    Hash hash = Hash.of(key, 8);
    Block block = chain.block(hash);
    List<Receipt> receipts = chain.receipts(hash);
    if (block == null || receipts == null) {
      if (BigEndian.getLong(key, 0) >= tail) {
        throw Corruption.of("block " + hash + " has a diff layer, but is missing");
      }
      stale.delete(Table.LAYER, key);
      return;
    }
    DiffLayer parent = layers.get(block.header().parentHash());
    BlockId parentId = new BlockId(block.header().parentHash(), block.number() - 1);
    if (parent == null && !disk.covers(parentId)) {
      stale.delete(Table.LAYER, key);
      return;
    }
    Values.DiffLayerValue read = Values.diffLayer(value);
    LayerChanges changes = LayerChanges.of(read.diff(), read.trie());
    layers.put(hash, new DiffLayer(block, receipts, changes, parent, layers.size()));
  }
}
