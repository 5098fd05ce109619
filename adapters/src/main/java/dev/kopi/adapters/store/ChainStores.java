package dev.kopi.adapters.store;

import dev.kopi.adapters.store.kv.HeapKeyValueStore;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.RocksKeyValueStore;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.StoreMetadata;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.ForkCompatibility;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.StoreException;
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

  /**
   * Opens a store on disk, or creates it with the genesis block, and requires that its blocks were
   * executed under the same forks. Stores the specification.
   *
   * @param spec the specification to go on with
   * @throws dev.kopi.core.store.StoreException when it cannot be opened, is damaged, or holds
   *     another chain, or a fork differs up to its head
   */
  public static ChainStore onDisk(
      Path directory, StoreOptions options, ExecutedBlock genesis, ChainSpec spec) {
    KeyValueStore db =
        new RocksKeyValueStore(directory, options.blockCacheBytes(), options.writeBufferBytes());
    LayeredChainStore store = LayeredChainStore.open(db, options, genesis);
    try {
      goOnUnder(spec, db, store, genesis.block().header());
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static void goOnUnder(
      ChainSpec spec, KeyValueStore db, LayeredChainStore store, Header genesis) {
    ChainSpec stored = StoreMetadata.spec(db);
    if (spec.equals(stored)) {
      return;
    }
    Header head = store.header(store.heads().head());
    if (stored != null && head != null && head.number() != genesis.number()) {
      ForkCompatibility.Mismatch mismatch =
          ForkCompatibility.check(
              stored, spec, head.number(), head.timestampSeconds(), genesis.timestampSeconds());
      if (mismatch != null) {
        throw new StoreException(StoreException.Reason.OTHER_RULES, mismatch.message());
      }
    }
    WriteBatch batch = new WriteBatch();
    StoreMetadata.putSpec(batch, spec);
    db.write(batch);
  }

  /** A store in the Java heap. Its memory grows with the chain. */
  public static ChainStore inMemory(StoreOptions options, ExecutedBlock genesis) {
    return LayeredChainStore.open(
        new HeapKeyValueStore(),
        options.withJournal(false).withCaches(0, options.recordCacheBytes()),
        genesis);
  }
}
