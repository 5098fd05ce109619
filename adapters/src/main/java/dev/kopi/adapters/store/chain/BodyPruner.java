package dev.kopi.adapters.store.chain;

import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.StoreMetadata;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/** Keeps bodies and receipts of the newest blocks only. */
public final class BodyPruner {
  /** How many blocks are pruned in one batch. */
  private static final long BLOCKS_PER_BATCH = 1024;

  private final KeyValueStore db;
  private final ChainDatabase chain;
  private final LogIndex logs;
  private volatile long tail;

  public BodyPruner(KeyValueStore db, ChainDatabase chain, LogIndex logs) {
    this.db = db;
    this.chain = chain;
    this.logs = logs;
    this.tail = StoreMetadata.tail(db);
  }

  /** The number of the oldest block whose body is kept. */
  public long tail() {
    return tail;
  }

  /**
   * Removes bodies and receipts of one batch of blocks below {@code oldest}; those above the disk
   * layer stay.
   *
   * @param disk the number of the disk layer's block
   * @return false when there was nothing to remove
   */
  public boolean prune(long oldest, long disk) {
    long from = tail;
    long to = Math.min(Math.min(oldest, disk + 1), from + BLOCKS_PER_BATCH);
    if (to <= from) {
      return false;
    }
    WriteBatch batch = new WriteBatch();
    for (long number = from; number < to; number++) {
      Hash hash = chain.canonicalHash(number);
      Block block = hash == null ? null : chain.block(hash);
      if (block != null) {
        ChainDatabase.deleteTransactions(batch, block);
        List<Receipt> receipts = chain.receipts(block.hash());
        if (receipts != null) {
          logs.remove(batch, number, receipts);
        }
      }
    }
    batch.deleteRange(Table.BODY, Keys.number(from), Keys.number(to));
    batch.deleteRange(Table.RECEIPTS, Keys.number(from), Keys.number(to));
    StoreMetadata.putTail(batch, to);
    db.write(batch);
    chain.clearCaches();
    tail = to;
    return true;
  }
}
