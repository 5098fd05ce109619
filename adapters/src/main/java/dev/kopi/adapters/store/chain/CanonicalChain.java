package dev.kopi.adapters.store.chain;

import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Corruption;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a chain canonical, with the indexes of its transactions and logs. */
public final class CanonicalChain {
  private final ChainStore store;
  private final LogIndex logs;

  /** Reads blocks and receipts from {@code store}. */
  public CanonicalChain(ChainStore store, LogIndex logs) {
    this.store = store;
    this.logs = logs;
  }

  /**
   * Adds to a batch what changes when the chain that ends in {@code head} becomes canonical.
   *
   * @param oldHead the previous head, or null when there was none
   * @param tail the number of the oldest block whose body is kept
   */
  public void setHead(WriteBatch batch, BlockId head, @Nullable BlockId oldHead, long tail) {
    List<Block> joining = new ArrayList<>();
    BlockId at = head;
    while (!Objects.equals(at.hash(), store.canonicalHash(at.number()))) {
      Block block = block(at.hash());
      joining.add(block);
      at = new BlockId(block.header().parentHash(), at.number() - 1);
    }
    long oldNumber = oldHead == null ? at.number() : oldHead.number();
    for (long number = oldNumber; number > at.number(); number--) {
      Hash leaving = store.canonicalHash(number);
      if (leaving == null) {
        continue;
      }
      batch.delete(Table.CANONICAL, Keys.number(number));
      if (number >= tail) {
        ChainDatabase.deleteTransactions(batch, block(leaving));
        logs.remove(batch, number, receipts(leaving));
      }
    }
    for (Block block : joining.reversed()) {
      ChainDatabase.putCanonical(batch, block);
      logs.put(batch, block.number(), receipts(block.hash()));
    }
  }

  private List<Receipt> receipts(Hash hash) {
    List<Receipt> receipts = store.receipts(hash);
    if (receipts == null) {
      throw Corruption.of("the receipts of block " + hash + " are not there");
    }
    return receipts;
  }

  private Block block(Hash hash) {
    Block block = store.block(hash);
    if (block == null) {
      throw Corruption.of("block " + hash + " is not there");
    }
    return block;
  }
}
