package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.rpc.dispatch.HeldBytes;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.chain.ChainListener;
import dev.kopi.services.engine.chain.HeadChange;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What filters and subscriptions have to tell: the newest changes of the canonical chain and the
 * newest transactions of the pool. All of them share it, each with a position of its own, so that
 * it costs the same for any number of them. The event thread only adds hashes here and wakes
 * subscriptions; they read blocks and logs on the threads of their callers.
 */
public final class ChainFeed implements ChainListener {
  private static final int MAX_BLOCKS = 8_192;
  private static final int MAX_HASHES = 65_536;
  private static final int HASH_BYTES = 64;
  private static final int MAX_TRANSACTIONS = 65_536;
  private static final int TRANSACTIONS_PART_OF_HEAP = 64;
  private static final long MIN_TRANSACTION_BYTES = 2 << 20;
  private static final long MAX_TRANSACTION_BYTES = 16 << 20;

  private final Feed<BlockChange> blocks;
  private final Feed<Hash> hashes;
  private final Feed<AddedTransaction> transactions;
  private final Set<Wake> onBlocks = ConcurrentHashMap.newKeySet();
  private final Set<Wake> onTransactions = ConcurrentHashMap.newKeySet();

  /** A block that became canonical, or is no longer. */
  record BlockChange(Hash hash, boolean removed) {}

  /** Wakes one subscription. Compared by identity: a connection's subscriptions share an action. */
  private static final class Wake {
    private final Runnable action;

    Wake(Runnable action) {
      this.action = action;
    }
  }

  /** The default bounds: about 24 MB, or 10 MB where the heap is small. */
  public ChainFeed() {
    this(
        MAX_BLOCKS,
        MAX_HASHES,
        Math.clamp(
            Runtime.getRuntime().maxMemory() / TRANSACTIONS_PART_OF_HEAP,
            MIN_TRANSACTION_BYTES,
            MAX_TRANSACTION_BYTES));
  }

  /**
   * A feed with bounds of its own.
   *
   * @param maxBlocks the number of added and removed blocks
   * @param maxHashes the number of hashes of pending transactions
   * @param maxTransactionBytes the bytes of pending transactions
   */
  ChainFeed(int maxBlocks, int maxHashes, long maxTransactionBytes) {
    blocks = new Feed<>(maxBlocks, (long) maxBlocks * HASH_BYTES, change -> HASH_BYTES);
    hashes = new Feed<>(maxHashes, (long) maxHashes * HASH_BYTES, hash -> HASH_BYTES);
    transactions = new Feed<>(MAX_TRANSACTIONS, maxTransactionBytes, AddedTransaction::bytes);
  }

  /** What is kept for filters and subscriptions that have not read it. */
  public HeldBytes held() {
    return new HeldBytes(
        "feeds",
        blocks.bytes() + hashes.bytes() + transactions.bytes(),
        blocks.maxBytes() + hashes.maxBytes() + transactions.maxBytes());
  }

  Feed<BlockChange> blocks() {
    return blocks;
  }

  Feed<Hash> pendingHashes() {
    return hashes;
  }

  Feed<AddedTransaction> pendingTransactions() {
    return transactions;
  }

  /** Calls {@code wake}, which must not block, after each change of the chain. */
  public Runnable wakeOnBlocks(Runnable wake) {
    return register(onBlocks, wake);
  }

  /** Calls {@code wake}, which must not block, after each new transaction of the pool. */
  Runnable wakeOnTransactions(Runnable wake) {
    return register(onTransactions, wake);
  }

  private static Runnable register(Set<Wake> wakes, Runnable action) {
    Wake entry = new Wake(action);
    wakes.add(entry);
    return () -> wakes.remove(entry);
  }

  @Override
  public void onHead(HeadChange change) {
    change.removed().forEach(hash -> blocks.add(new BlockChange(hash, true)));
    change.added().forEach(hash -> blocks.add(new BlockChange(hash, false)));
    onBlocks.forEach(wake -> wake.action.run());
  }

  @Override
  public void onMissedHeads(Hash head) {
    blocks.skip();
    onBlocks.forEach(wake -> wake.action.run());
  }

  @Override
  public void onPending(TransactionEnvelope transaction) {
    hashes.add(transaction.hash());
    transactions.add(new AddedTransaction(transaction));
    onTransactions.forEach(wake -> wake.action.run());
  }
}
