package dev.kopi.adapters.store;

import dev.kopi.adapters.store.kv.HeapKeyValueStore;
import dev.kopi.adapters.store.kv.RocksKeyValueStore;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import java.nio.file.Path;

/** Opens chain stores. */
public final class ChainStores {
  private ChainStores() {}

  /**
   * Opens a store on disk, or creates it with the genesis block.
   *
   * @param directory its own directory; one process at a time can have it open
   * @param genesis the genesis block with the accounts, code and trie nodes of its state
   * @throws dev.kopi.core.store.StoreException when it cannot be opened, is damaged, or holds
   *     another chain
   */
  public static ChainStore onDisk(Path directory, StoreOptions options, ExecutedBlock genesis) {
    return LayeredChainStore.open(
        new RocksKeyValueStore(directory, options.blockCacheBytes(), options.writeBufferBytes()),
        options,
        genesis);
  }

  /** A store in the Java heap. Its memory grows with the chain. */
  public static ChainStore inMemory(StoreOptions options, ExecutedBlock genesis) {
    return LayeredChainStore.open(
        new HeapKeyValueStore(),
        options.withJournal(false).withCaches(0, options.recordCacheBytes()),
        genesis);
  }
}
