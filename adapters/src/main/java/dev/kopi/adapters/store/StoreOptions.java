package dev.kopi.adapters.store;

/**
 * How a store uses memory and disk.
 *
 * @param historyBlocks of how many of the newest blocks the state can be read; 0 for all
 * @param chainHistoryBlocks of how many of the newest blocks transactions and receipts are kept; 0
 *     for all
 * @param layersInMemory how many blocks below the head stay in memory, so that leaving them in a
 *     reorganisation costs nothing
 * @param flushBlocks how many blocks go to the base at once
 * @param layerBytes about how much memory the blocks above the base may take; when they take more,
 *     fewer of them stay in memory, and to leave more than these takes reading what was before
 * @param journal whether the layers in memory are also written down, so that they are there again
 *     after a crash; without, a crash goes back to the base
 * @param stateCacheBytes memory for accounts, slots and trie nodes of the base
 * @param recordCacheBytes memory for code, blocks and receipts
 * @param blockCacheBytes memory for cached parts of files
 * @param writeBufferBytes memory for new entries before they go to files
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

  /** The largest window of states that an import keeps in memory. */
  private static final int MOST_LAYERS = 192;

  private static final long IMPORT_LAYER_BYTES = 512 * MIB;

  /** For a node: the states of all blocks, 128 layers of 384 MiB at most, 448 MiB of caches. */
  public static final StoreOptions DEFAULT =
      new StoreOptions(0, 0, 128, 16, 384 * MIB, true, 128 * MIB, 64 * MIB, 256 * MIB, 128 * MIB);

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
   * The same for many blocks in a row that can be had again: they are not written down one by one,
   * but settle in large groups, and a crash goes back to the last of these. As many as would stay
   * in memory can still be left. When the window of states is small enough, all of it stays in
   * memory, so that what was before is only written down at the end.
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

  /** The same with other windows of states, and of transactions and receipts. */
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

  /** The same with or without a journal. */
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

  /** The same with another bound on the memory of layers. */
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

  /** The same with another number of layers in memory and at once to the base. */
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

  /**
   * The same with other bounds for its own caches: of the base, and of code, blocks and receipts.
   */
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

  /**
   * The same with other bounds for the database: cached parts of files, and what waits to be
   * written to them.
   */
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
