package dev.kopi.adapters.store;

/**
 * How much history a store keeps, and how much memory it uses.
 *
 * @param historyBlocks the number of newest blocks whose state can be read; 0 for all
 * @param chainHistoryBlocks the number of newest blocks whose bodies and receipts are kept; 0 for
 *     all
 * @param layersInMemory the number of blocks below the head that stay diff layers in memory, within
 *     which a reorganisation changes no state
 * @param flushBlocks the number of blocks that are committed to the disk layer at once
 * @param layerBytes the approximate memory of all diff layers with their blocks; when they take
 *     more, fewer of them stay, and a deeper reorganisation reverts the disk layer
 * @param journal whether diff layers are also journaled, so that they survive a crash; without, the
 *     store opens at the disk layer after a crash
 * @param stateCacheBytes memory for cached accounts, slots and trie nodes of the disk layer
 * @param recordCacheBytes memory for cached code, headers, blocks and receipts
 * @param blockCacheBytes the size of the block cache of the database
 * @param writeBufferBytes the size of the memtables of the database
 */
public record StoreOptions(
    long historyBlocks,
    long chainHistoryBlocks,
    int layersInMemory,
    int flushBlocks,
    long layerBytes,
    boolean journal,
    long stateCacheBytes,
    long recordCacheBytes,
    long blockCacheBytes,
    long writeBufferBytes) {
  private static final long MIB = 1L << 20;

  /** The largest window of states that an import keeps as diff layers. */
  private static final int MOST_LAYERS = 192;

  private static final long IMPORT_LAYER_BYTES = 512 * MIB;

  /**
   * For a node: the states of all blocks, 128 diff layers of at most 384 MiB, 448 MiB of caches.
   */
  public static final StoreOptions DEFAULT =
      new StoreOptions(0, 0, 128, 16, 384 * MIB, true, 128 * MIB, 64 * MIB, 256 * MIB, 128 * MIB);

  /**
   * For one of several small chains in a process: the states of all blocks, 128 diff layers of at
   * most 8 MiB, 24 MiB of caches.
   */
  public static final StoreOptions SMALL =
      new StoreOptions(0, 0, 128, 16, 8 * MIB, true, 8 * MIB, 4 * MIB, 12 * MIB, 8 * MIB);

  /** Checks the bounds. */
  public StoreOptions {
    if (historyBlocks < 0 || chainHistoryBlocks < 0 || layersInMemory < 1 || flushBlocks < 1) {
      throw new IllegalArgumentException("history, layers and flush are counts of blocks");
    }
    if (layerBytes < MIB) {
      throw new IllegalArgumentException("layers take at least 1 MiB");
    }
    if (stateCacheBytes < 0
        || recordCacheBytes < 0
        || blockCacheBytes < 0
        || writeBufferBytes < MIB) {
      throw new IllegalArgumentException("the write buffer takes at least 1 MiB");
    }
  }

  /**
   * Options for an import of many blocks that can be repeated: diff layers are not journaled, but
   * committed in large groups, and a crash goes back to the last of these. The depth of
   * reorganisations stays the same. A small window of states is kept as diff layers as a whole, so
   * that reverse diffs are written only at the end.
   */
  public StoreOptions forImport() {
    boolean all = historyBlocks == 0;
    long window = all ? 0 : Math.max(historyBlocks, layersInMemory);
    boolean small = !all && window <= MOST_LAYERS;
    return withHistory(window, chainHistoryBlocks)
        .withLayers(small ? (int) window : 16, small ? 32 : 48)
        .withLayerBytes(IMPORT_LAYER_BYTES)
        .withJournal(false)
        .withBuffers(blockCacheBytes, 128 * MIB);
  }

  /** A copy with other windows of states, and of bodies and receipts. */
  public StoreOptions withHistory(long stateBlocks, long chainBlocks) {
    return new StoreOptions(
        stateBlocks,
        chainBlocks,
        layersInMemory,
        flushBlocks,
        layerBytes,
        journal,
        stateCacheBytes,
        recordCacheBytes,
        blockCacheBytes,
        writeBufferBytes);
  }

  /** A copy with or without a journal. */
  public StoreOptions withJournal(boolean on) {
    return new StoreOptions(
        historyBlocks,
        chainHistoryBlocks,
        layersInMemory,
        flushBlocks,
        layerBytes,
        on,
        stateCacheBytes,
        recordCacheBytes,
        blockCacheBytes,
        writeBufferBytes);
  }

  /** A copy with another limit on the memory of diff layers. */
  public StoreOptions withLayerBytes(long bytes) {
    return new StoreOptions(
        historyBlocks,
        chainHistoryBlocks,
        layersInMemory,
        flushBlocks,
        bytes,
        journal,
        stateCacheBytes,
        recordCacheBytes,
        blockCacheBytes,
        writeBufferBytes);
  }

  /** A copy with other numbers of diff layers in memory and of blocks committed at once. */
  public StoreOptions withLayers(int inMemory, int flush) {
    return new StoreOptions(
        historyBlocks,
        chainHistoryBlocks,
        inMemory,
        flush,
        layerBytes,
        journal,
        stateCacheBytes,
        recordCacheBytes,
        blockCacheBytes,
        writeBufferBytes);
  }

  /** A copy with other sizes of the caches of the state, and of code, blocks and receipts. */
  public StoreOptions withCaches(long stateBytes, long recordBytes) {
    return new StoreOptions(
        historyBlocks,
        chainHistoryBlocks,
        layersInMemory,
        flushBlocks,
        layerBytes,
        journal,
        stateBytes,
        recordBytes,
        blockCacheBytes,
        writeBufferBytes);
  }

  /** A copy with other sizes of the database's block cache and memtables. */
  public StoreOptions withBuffers(long cacheBytes, long writeBytes) {
    return new StoreOptions(
        historyBlocks,
        chainHistoryBlocks,
        layersInMemory,
        flushBlocks,
        layerBytes,
        journal,
        stateCacheBytes,
        recordCacheBytes,
        cacheBytes,
        writeBytes);
  }
}
