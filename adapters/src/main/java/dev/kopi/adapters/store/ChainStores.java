package dev.kopi.adapters.store;

import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import java.nio.file.Path;

/** Opens stores. */
public final class ChainStores {
  private ChainStores() {}

  /**
   * A store on disk, made when it is not there.
   *
   * @param directory its own directory; one process at a time can have it open
   * @param genesis the genesis block with the accounts, codes and trie nodes of its state
   * @throws dev.kopi.core.store.StoreException when it cannot be opened, is damaged, or holds
   *     another chain
   */
  public static ChainStore onDisk(Path directory, StoreOptions options, ExecutedBlock genesis) {
    return LayeredChainStore.open(
        new RocksKeyValue(directory, options.blockCacheBytes(), options.writeBufferBytes()),
        options,
        genesis);
  }

  /** A store in the Java heap, gone with the process. Quick to open; it grows with the chain. */
  public static ChainStore inMemory(StoreOptions options, ExecutedBlock genesis) {
    return LayeredChainStore.open(
        new HeapKeyValue(),
        options.withJournal(false).withCaches(0, options.recordCacheBytes()),
        genesis);
  }
}
