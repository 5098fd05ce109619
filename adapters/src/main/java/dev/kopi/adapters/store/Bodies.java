package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/** Which transactions and receipts are kept: those of the newest blocks. */
final class Bodies {
  /** How many blocks lose their bodies in one batch. */
  private static final long AT_ONCE = 1024;

  private final KeyValue db;
  private final ChainDatabase chain;
  private final LogIndex logs;
  private volatile long tail;

  Bodies(KeyValue db, ChainDatabase chain, LogIndex logs) {
    this.db = db;
    this.chain = chain;
    this.logs = logs;
    this.tail = Meta.tail(db);
  }

  /** The number of the oldest block whose body is kept. */
  long tail() {
    return tail;
  }

  /**
   * Removes transactions and receipts of blocks below {@code oldest}, some at a time; those above
   * the base stay. False when there was nothing to remove.
   */
  boolean forget(long oldest, long base) {
    long from = tail;
    long to = Math.min(Math.min(oldest, base + 1), from + AT_ONCE);
    if (to <= from) {
      return false;
    }
    Batch batch = new Batch();
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
    batch.deleteRange(Kind.BODY, Keys.number(from), Keys.number(to));
    batch.deleteRange(Kind.RECEIPTS, Keys.number(from), Keys.number(to));
    Meta.putTail(batch, to);
    db.write(batch);
    chain.forget();
    tail = to;
    return true;
  }
}
