package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The layers as they were written down, read when a store is opened. */
final class LayerJournal {
  /** The layers that stand on the base, by hash. */
  final Map<Hash, Layer> layers = new HashMap<>();

  /** Removes those that stand on nothing any more. */
  final Batch stale = new Batch();

  private final Base base;
  private final ChainDatabase chain;
  private final long tail;

  private LayerJournal(Base base, ChainDatabase chain, long tail) {
    this.base = base;
    this.chain = chain;
    this.tail = tail;
  }

  /**
   * Reads all layers.
   *
   * @param tail the number of the oldest block whose body is kept
   * @throws dev.kopi.core.store.StoreException when a layer has no block
   */
  static LayerJournal read(Base base, ChainDatabase chain, long tail) {
    LayerJournal journal = new LayerJournal(base, chain, tail);
    try (KeyValue.Cursor cursor = base.snapshot().seek(Kind.LAYER, new byte[0])) {
      for (; cursor.valid(); cursor.next()) {
        journal.take(cursor.key(), cursor.value());
      }
    }
    return journal;
  }

  private void take(byte[] key, byte[] value) {
    Hash hash = Hash.of(key, 8);
    Block block = chain.block(hash);
    List<Receipt> receipts = chain.receipts(hash);
    if (block == null || receipts == null) {
      if (BigEndian.getLong(key, 0) >= tail) {
        throw LayeredChainStore.damaged("block " + hash + " has a layer, but is not there");
      }
      stale.delete(Kind.LAYER, key);
      return;
    }
    Layer parent = layers.get(block.header().parentHash());
    BlockId parentId = new BlockId(block.header().parentHash(), block.number() - 1);
    if (parent == null && !base.covers(parentId)) {
      stale.delete(Kind.LAYER, key);
      return;
    }
    Values.LayerValue read = Values.layer(value);
    Changes changes = Changes.of(read.diff(), read.trie());
    layers.put(hash, new Layer(block, receipts, changes, parent, layers.size()));
  }
}
