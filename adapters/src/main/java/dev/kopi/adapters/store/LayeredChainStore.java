package dev.kopi.adapters.store;

import dev.kopi.adapters.store.chain.BodyPruner;
import dev.kopi.adapters.store.chain.CanonicalChain;
import dev.kopi.adapters.store.chain.ChainDatabase;
import dev.kopi.adapters.store.chain.LogIndex;
import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.adapters.store.difflayer.LayerChanges;
import dev.kopi.adapters.store.disklayer.DiskLayer;
import dev.kopi.adapters.store.disklayer.DiskLayerCache;
import dev.kopi.adapters.store.disklayer.DiskLayerUpdater;
import dev.kopi.adapters.store.kv.BackgroundSync;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.layertree.BlockState;
import dev.kopi.adapters.store.layertree.DiffLayerJournal;
import dev.kopi.adapters.store.layertree.LayerTree;
import dev.kopi.adapters.store.layertree.RetainedLayers;
import dev.kopi.adapters.store.schema.Corruption;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.StoreMetadata;
import dev.kopi.adapters.store.schema.Values;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.HistoryBounds;
import dev.kopi.core.store.LogPattern;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.store.TransactionLocation;
import dev.kopi.core.trie.NodeReader;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A chain store over a key-value database, whose states are a disk layer with diff layers on top.
 *
 * <h2>Layout</h2>
 *
 * <p>The <em>disk layer</em> is the one whole state in the database: accounts and slots by hashed
 * key for quick reads, trie nodes by path for roots and proofs. Each of the newest blocks is a
 * <em>diff layer</em> in memory: the changes of the block, on top of the parent's diff layer or of
 * a state in the database. There may be any number of branches, and a reorganisation within the
 * diff layers changes no state.
 *
 * <pre>
 *   disk layer 100 ── 101 ── 102 ── … ── 228 head     diff layers, in memory (and journaled)
 *                        └── 102'                     another branch
 *   99 … 42                                           reverse diffs, in the database
 * </pre>
 *
 * <p>When the head is more than {@link StoreOptions#layersInMemory} blocks above the disk layer,
 * the lowest canonical diff layers are committed into it. For each of these blocks the database
 * then keeps a reverse diff: the previous values of the accounts, slots and nodes that it changed.
 * The value of an entry after block n is the previous value in the first later reverse diff that
 * has the entry, or, when there is none, the value in the disk layer. History keys end with the
 * block's number, so one seek finds it. The same reverse diffs revert the disk layer when a branch
 * that starts below it becomes canonical.
 *
 * <h2>Crashes</h2>
 *
 * <p>Each change of the database is one atomic batch that leads from one consistent state to
 * another: a block with its receipts, code and diff layer; the heads with the canonical chain and
 * its indexes; an update of the disk layer with its reverse diffs. So the store always opens at a
 * whole block, with all that belongs to it:
 *
 * <ul>
 *   <li>After a crash of the process: at the last batch. Every {@link #add} and {@link #setHeads}
 *       that returned is there, if diff layers are journaled.
 *   <li>After a power failure: at some earlier batch, never at a mix. A sync follows each update of
 *       the disk layer, so all but about the newest {@link StoreOptions#layersInMemory} + {@link
 *       StoreOptions#flushBlocks} blocks are there, as is everything after {@link #close}.
 *   <li>With a damaged file: it does not open, or fails to read, with {@link
 *       StoreException.Reason#CORRUPT}. Damage in the unsynced part of the write-ahead log looks
 *       like a power failure and is treated as one, with a warning.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>Writers exclude each other. Readers use the published {@link LayerTree} and never wait: diff
 * layers do not change, and the disk layer reads from a snapshot of the database.
 */
public final class LayeredChainStore implements ChainStore {
  /** A diff layer based on an older state stays until this many others were added. */
  private static final int RECENT_LAYERS = 256;

  /** The most blocks that the disk layer is reverted by in one batch. */
  private static final long REVERT_BLOCKS = 128;

  private final KeyValueStore db;
  private final ChainDatabase chain;
  private final StoreOptions options;
  private final DiskLayerCache cache;
  private final LogIndex logs;
  private final BodyPruner bodies;
  private final BackgroundSync sync;
  private volatile LayerTree tree;

  private long added;

  private LayeredChainStore(KeyValueStore db, StoreOptions options) {
    this.db = db;
    this.chain = new ChainDatabase(db, options.recordCacheBytes());
    this.options = options;
    this.cache = new DiskLayerCache(options.stateCacheBytes());
    this.logs = new LogIndex(db);
    this.sync = new BackgroundSync(db);
    this.bodies = new BodyPruner(db, chain, logs);
    ChainHeads heads = StoreMetadata.heads(db);
    this.tree = new LayerTree(DiskLayer.open(db, cache), Map.of(), heads, false);
  }

  /**
   * Opens the store in a database; an empty database gets the genesis block, if one is given.
   * Closes the database when that fails.
   *
   * @param db belongs to the store from now on
   * @param genesis the genesis block with its state, or null to open an existing store only
   * @throws StoreException when the database has another genesis block or is damaged
   */
  public static LayeredChainStore open(
      KeyValueStore db, StoreOptions options, @Nullable ExecutedBlock genesis) {
    try {
      BlockId stored = StoreMetadata.genesis(db);
      if (genesis == null) {
        if (stored == null) {
          throw new StoreException(StoreException.Reason.EMPTY, "the database holds no chain");
        }
      } else if (stored == null) {
        GenesisWriter.write(db, genesis);
      } else if (!stored.hash().equals(genesis.block().hash())) {
        throw new StoreException(
            StoreException.Reason.OTHER_CHAIN,
            "the database has genesis block "
                + stored.hash()
                + " and not "
                + genesis.block().hash());
      }
      LayeredChainStore store = new LayeredChainStore(db, options);
      try {
        store.recover();
        return store;
      } catch (RuntimeException e) {
        store.sync.close();
        store.tree.disk().release();
        throw e;
      }
    } catch (RuntimeException e) {
      db.close();
      throw e;
    }
  }

  private synchronized void recover() {
    DiskLayer disk = tree.disk();
    DiffLayerJournal journal = DiffLayerJournal.read(disk, chain, bodies.tail());
    added = journal.layers().size();
    if (!journal.stale().changes().isEmpty()) {
      db.write(journal.stale());
    }
    publish(new LayerTree(disk, journal.layers(), tree.heads(), false));
    BlockId head = chain.id(tree.heads().head());
    logs.open(head == null ? disk.block().number() : head.number());
    if (!hasState(tree.heads().head())) {
      ChainHeads heads = tree.heads();
      setHeads(new ChainHeads(disk.block().hash(), heads.safe(), heads.finalized()));
    }
    revertToBranch();
  }

  private void publish(LayerTree next) {
    LayerTree old = tree;
    tree = next;
    if (old.disk() != next.disk()) {
      old.disk().release();
    }
  }

  @Override
  public ChainHeads heads() {
    return tree.heads();
  }

  @Override
  public HistoryBounds history() {
    return new HistoryBounds(tree.disk().oldest(), bodies.tail());
  }

  @Override
  public @Nullable Block block(Hash hash) {
    DiffLayer layer = tree.layer(hash);
    return layer != null ? layer.block() : chain.block(hash);
  }

  @Override
  public @Nullable Header header(Hash hash) {
    DiffLayer layer = tree.layer(hash);
    return layer != null ? layer.block().header() : chain.header(hash);
  }

  @Override
  public @Nullable List<Receipt> receipts(Hash hash) {
    DiffLayer layer = tree.layer(hash);
    return layer != null ? layer.receipts() : chain.receipts(hash);
  }

  @Override
  public @Nullable Hash canonicalHash(long number) {
    return chain.canonicalHash(number);
  }

  @Override
  public @Nullable TransactionLocation transaction(Hash transactionHash) {
    return chain.transaction(transactionHash);
  }

  @Override
  public List<Long> blocksWithLogs(LogPattern pattern, long from, long to, int most) {
    LayerTree now = tree;
    now.requireOpen();
    BlockId head = chain.id(now.heads().head());
    return logs.search(pattern, from, to, most, head == null ? -1 : head.number(), chain);
  }

  @Override
  public boolean hasState(Hash blockHash) {
    if (tree.layer(blockHash) != null) {
      return true;
    }
    BlockId id = chain.id(blockHash);
    return id != null && withDiskLayer(disk -> disk.covers(id));
  }

  @Override
  public StateView state(Hash blockHash) {
    return view(blockHash);
  }

  @Override
  public @Nullable Set<Address> changedAccounts(Hash blockHash) {
    DiffLayer layer = tree.layer(blockHash);
    return layer == null
        ? null
        : Collections.unmodifiableSet(layer.changes().entries().accounts().keySet());
  }

  @Override
  public NodeReader trieNodes(Hash blockHash) {
    return view(blockHash);
  }

  private BlockState view(Hash blockHash) {
    DiffLayer layer = tree.layer(blockHash);
    if (layer != null) {
      return BlockState.of(() -> tree, chain, layer);
    }
    BlockId id = chain.id(blockHash);
    if (id == null) {
      throw new StateUnavailableException("block " + blockHash + " is not known");
    }
    withDiskLayer(disk -> {
      disk.requireCovered(id);
      return true;
    });
    return BlockState.of(() -> tree, chain, id);
  }

  private boolean withDiskLayer(Predicate<DiskLayer> predicate) {
    while (true) {
      LayerTree now = tree;
      now.requireOpen();
      DiskLayer disk = now.disk();
      if (disk.acquire()) {
        try {
          return predicate.test(disk);
        } finally {
          disk.release();
        }
      }
    }
  }

  @Override
  public synchronized void add(ExecutedBlock executed) {
    Block block = executed.block();
    if (tree.layer(block.hash()) != null || hasState(block.hash())) {
      return;
    }
    LayerTree now = tree;
    BlockId parentId = new BlockId(block.header().parentHash(), block.number() - 1);
    DiffLayer parent = now.layer(parentId.hash());
    if (parent == null && !now.disk().covers(parentId)) {
      throw new IllegalArgumentException("the state of the parent of " + block + " is not there");
    }
    if (parent != null && parent.number() != parentId.number()) {
      throw new IllegalArgumentException(block + " does not follow its parent's number");
    }
    LayerChanges changes = LayerChanges.of(executed.diff(), executed.trie());
    DiffLayer layer = new DiffLayer(block, executed.receipts(), changes, parent, added++);
    WriteBatch batch = new WriteBatch();
    ChainDatabase.put(batch, block, executed.receipts());
    for (Map.Entry<Hash, Bytes> code : executed.diff().codes().entrySet()) {
      batch.put(Table.CODE, code.getKey().toArray(), code.getValue().unsafeArray());
    }
    if (options.journal()) {
      byte[] value = Values.diffLayer(executed.diff(), executed.trie());
      batch.put(Table.LAYER, Keys.block(block.number(), block.hash()), value);
    }
    db.write(batch);
    Map<Hash, DiffLayer> layers = new HashMap<>(now.layers());
    layers.put(layer.hash(), layer);
    publish(new LayerTree(now.disk(), layers, now.heads(), false));
  }

  @Override
  public synchronized void setHeads(ChainHeads heads) {
    BlockId head = chain.id(heads.head());
    if (head == null) {
      throw new IllegalArgumentException("the head " + heads.head() + " is not known");
    }
    if (!hasState(heads.head())) {
      throw new StateUnavailableException("the head " + heads.head() + " has no state");
    }
    WriteBatch batch = new WriteBatch();
    if (!heads.head().equals(tree.heads().head())) {
      BlockId old = chain.id(tree.heads().head());
      new CanonicalChain(this, logs).setHead(batch, head, old, bodies.tail());
    }
    StoreMetadata.putHeads(batch, heads);
    db.write(batch);
    publish(tree.withHeads(heads));
    revertToBranch();
    flush();
  }

  /**
   * Reverts the disk layer to the block where the chain of the head branches off, if that is below
   * it.
   */
  private void revertToBranch() {
    LayerTree now = tree;
    DiffLayer head = now.layer(now.heads().head());
    BlockId target = head != null ? LayerTree.anchorOf(head) : chain.id(now.heads().head());
    if (target == null) {
      throw Corruption.of("the head " + now.heads().head() + " is not there");
    }
    while (tree.disk().block().number() > target.number()) {
      DiskLayer disk = tree.disk();
      long next = Math.max(target.number(), disk.block().number() - REVERT_BLOCKS);
      byte[] hash = disk.snapshot().get(Table.LINEAGE, Keys.number(next));
      if (hash == null) {
        throw Corruption.of("the hash of block " + next + " is not there");
      }
      apply(DiskLayerUpdater.revert(disk, new BlockId(Hash.of(hash), next)));
    }
  }

  /** Commits the lowest canonical diff layers when they are too many or take too much memory. */
  private void flush() {
    DiffLayer head = tree.layer(tree.heads().head());
    if (head != null) {
      flush(FlushPlan.byDepth(options, head, tree.disk().block().number()), head);
      flush(FlushPlan.byMemory(options, head), head);
    }
  }

  /** Commits a diff layer and all below it, in batches. */
  private void flush(@Nullable DiffLayer newest, DiffLayer head) {
    if (newest == null) {
      return;
    }
    for (List<DiffLayer> layers : FlushPlan.batches(newest)) {
      apply(
          DiskLayerUpdater.commit(
              tree.disk(), layers, FlushPlan.oldestState(options, head.number())));
    }
    long oldest = FlushPlan.firstOf(options.chainHistoryBlocks(), head.number());
    bodies.prune(oldest, tree.disk().block().number());
  }

  /** Prunes all history outside the configured windows, and frees its space. */
  public synchronized void prune() {
    BlockId head = chain.id(tree.heads().head());
    if (head == null) {
      throw Corruption.of("the head " + tree.heads().head() + " is not there");
    }
    long oldestState = FlushPlan.oldestState(options, head.number());
    long before;
    do {
      before = tree.disk().oldest();
      apply(DiskLayerUpdater.prune(tree.disk(), oldestState));
    } while (tree.disk().oldest() > before);
    long oldestBody = FlushPlan.firstOf(options.chainHistoryBlocks(), head.number());
    while (bodies.prune(oldestBody, tree.disk().block().number())) {
      // Each call prunes one batch.
    }
    for (Table table : Table.values()) {
      db.compact(table);
    }
  }

  private void apply(DiskLayerUpdater.Update update) {
    db.write(update.batch());
    sync.request();
    long sequence = tree.disk().sequence() + 1;
    cache.advance(sequence);
    update.changes().writeTo(cache);
    DiskLayer disk = new DiskLayer(update.block(), update.oldest(), sequence, db.snapshot(), cache);
    RetainedLayers retained =
        RetainedLayers.on(disk, tree.layers().values(), added - RECENT_LAYERS);
    publish(new LayerTree(disk, retained.kept(), tree.heads(), false));
    retained.reanchor();
    if (!retained.dropped().changes().isEmpty()) {
      db.write(retained.dropped());
    }
  }

  /** The published layers and heads. */
  public LayerTree tree() {
    return tree;
  }

  /** Blocks and receipts in the database. */
  public ChainDatabase chain() {
    return chain;
  }

  /** The log index. */
  public LogIndex logs() {
    return logs;
  }

  /** The database. */
  public KeyValueStore database() {
    return db;
  }

  @Override
  public synchronized void close() {
    LayerTree now = tree;
    if (now.closed()) {
      return;
    }
    // The database is closed in any case, so that the directory can be opened again.
    try (db) {
      try {
        DiffLayer head = now.layer(now.heads().head());
        if (!options.journal() && head != null) {
          flush(head, head);
        }
        db.sync();
      } finally {
        sync.close();
        DiskLayer disk = tree.disk();
        tree = new LayerTree(disk, Map.of(), tree.heads(), true);
        disk.release();
      }
    }
  }
}
