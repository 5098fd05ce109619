package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.HistoryBounds;
import dev.kopi.core.store.LogPattern;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.store.TransactionLocation;
import dev.kopi.core.trie.NodeReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A chain and its states over a key-value database.
 *
 * <h2>Layout</h2>
 *
 * <p>The database holds one whole state, that after the <em>base</em> block: accounts and slots by
 * hashed key for quick reads, trie nodes by path for roots and proofs. The newest blocks are
 * <em>layers</em> in memory: each says what its block changed and stands on its parent's layer or
 * on a state in the database. So there may be as many branches as there are blocks at hand, and to
 * choose another one changes no state at all.
 *
 * <pre>
 *   base 100 ── 101 ── 102 ── … ── 228 head           layers, in memory (and in the journal)
 *                  └── 102'                           another branch
 *   99 … 42                                           reverse differences, in the database
 * </pre>
 *
 * <p>When the head is more than {@link StoreOptions#layersInMemory} blocks above the base, the
 * lowest canonical layers go into it. For each of these blocks the database then keeps what the
 * accounts, slots and nodes that it changed were before. What an entry was after block n is what
 * the first later block that changed it found there, or, when there is none, what the base has;
 * keys of history end with the block's number, so one seek finds it. The same differences take the
 * base back when a branch that starts below it becomes canonical.
 *
 * <h2>Crashes</h2>
 *
 * <p>Each change of the database is one atomic batch that leads from one consistent state to
 * another: a block with its receipts, code and layer; the labels with the canonical chain and the
 * index of transactions; a move of the base with the history of that move. So the store always
 * opens on a whole block, with all that belongs to it:
 *
 * <ul>
 *   <li>When the process ends at any instant: on what the last batch left. Every {@link #add} and
 *       {@link #setHeads} that returned is there.
 *   <li>When the machine ends: on what some earlier batch left, never on a mix. What is older than
 *       the last move of the base, so all but the newest {@link StoreOptions#layersInMemory} +
 *       {@link StoreOptions#flushBlocks} blocks, was forced to the disk, as was all when it was
 *       closed.
 *   <li>When a file is damaged: it does not open, or refuses what it cannot read, with {@link
 *       StoreException.Reason#CORRUPT}. Damage in the write-ahead log beyond what was forced to the
 *       disk looks like the end of the machine, and is treated as that, with a warning.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>Writers take turns. Readers take the published {@link StateTree} and never wait: layers do not
 * change, and the base reads from a snapshot of the database.
 */
public final class LayeredChainStore implements ChainStore {
  /** A layer outside the chain of the head stays at least until so many others were added. */
  private static final int RECENT = 256;

  /** How many blocks the base goes back in one batch. */
  private static final long BACKWARD_STEP = 128;

  private final KeyValue db;
  private final ChainDatabase chain;
  private final StoreOptions options;
  private final BaseCache cache;
  private final LogIndex logs;
  private final Bodies bodies;
  private final BackgroundSync sync;
  private volatile StateTree tree;

  private long added;

  private LayeredChainStore(KeyValue db, StoreOptions options) {
    this.db = db;
    this.chain = new ChainDatabase(db, options.recordCacheBytes());
    this.options = options;
    this.cache = new BaseCache(options.stateCacheBytes());
    this.logs = new LogIndex(db);
    this.sync = new BackgroundSync(db);
    this.bodies = new Bodies(db, chain, logs);
    ChainHeads heads = Meta.heads(db);
    this.tree = new StateTree(Meta.base(db, cache), Map.of(), heads, false);
  }

  /**
   * Opens what the database holds; an empty one gets the genesis state, if one is given. Closes the
   * database when that fails.
   *
   * @throws StoreException when the database has another genesis block or is damaged
   */
  static LayeredChainStore open(
      KeyValue db, StoreOptions options, @Nullable ExecutedBlock genesis) {
    try {
      BlockId stored = Meta.genesis(db);
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
        store.tree.base().release();
        throw e;
      }
    } catch (RuntimeException e) {
      db.close();
      throw e;
    }
  }

  private synchronized void recover() {
    Base base = tree.base();
    LayerJournal journal = LayerJournal.read(base, chain, bodies.tail());
    added = journal.layers.size();
    if (!journal.stale.changes().isEmpty()) {
      db.write(journal.stale);
    }
    publish(new StateTree(base, journal.layers, tree.heads(), false));
    BlockId head = chain.id(tree.heads().head());
    logs.begin(head == null ? base.id.number() : head.number());
    if (!hasState(tree.heads().head())) {
      ChainHeads heads = tree.heads();
      setHeads(new ChainHeads(base.id.hash(), heads.safe(), heads.finalized()));
    }
    settle();
  }

  static StoreException damaged(String message) {
    return new StoreException(StoreException.Reason.CORRUPT, "the database is damaged: " + message);
  }

  private void publish(StateTree next) {
    StateTree old = tree;
    tree = next;
    if (old.base() != next.base()) {
      old.base().release();
    }
  }

  @Override
  public ChainHeads heads() {
    return tree.heads();
  }

  @Override
  public HistoryBounds history() {
    return new HistoryBounds(tree.base().oldest, bodies.tail());
  }

  @Override
  public @Nullable Block block(Hash hash) {
    Layer layer = tree.layer(hash);
    return layer != null ? layer.block : chain.block(hash);
  }

  @Override
  public @Nullable Header header(Hash hash) {
    Layer layer = tree.layer(hash);
    return layer != null ? layer.block.header() : chain.header(hash);
  }

  @Override
  public @Nullable List<Receipt> receipts(Hash hash) {
    Layer layer = tree.layer(hash);
    return layer != null ? layer.receipts : chain.receipts(hash);
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
    StateTree now = tree;
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
    return id != null && withBase(base -> base.covers(id));
  }

  @Override
  public StateView state(Hash blockHash) {
    return view(blockHash);
  }

  @Override
  public NodeReader trieNodes(Hash blockHash) {
    return view(blockHash);
  }

  private BlockState view(Hash blockHash) {
    Layer layer = tree.layer(blockHash);
    if (layer != null) {
      return BlockState.of(() -> tree, chain, layer);
    }
    BlockId id = chain.id(blockHash);
    if (id == null) {
      throw new StateUnavailableException("block " + blockHash + " is not known");
    }
    withBase(base -> {
      base.requireCovered(id);
      return true;
    });
    return BlockState.of(() -> tree, chain, id);
  }

  private boolean withBase(Predicate<Base> question) {
    while (true) {
      StateTree now = tree;
      now.requireOpen();
      Base base = now.base();
      if (base.acquire()) {
        try {
          return question.test(base);
        } finally {
          base.release();
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
    StateTree now = tree;
    BlockId parentId = new BlockId(block.header().parentHash(), block.number() - 1);
    Layer parent = now.layer(parentId.hash());
    if (parent == null && !now.base().covers(parentId)) {
      throw new IllegalArgumentException("the state of the parent of " + block + " is not there");
    }
    if (parent != null && parent.number() != parentId.number()) {
      throw new IllegalArgumentException(block + " does not follow its parent's number");
    }
    Changes changes = Changes.of(executed.diff(), executed.trie());
    Layer layer = new Layer(block, executed.receipts(), changes, parent, added++);
    Batch batch = new Batch();
    ChainDatabase.put(batch, block, executed.receipts());
    for (Map.Entry<Hash, Bytes> code : executed.diff().codes().entrySet()) {
      batch.put(Kind.CODE, code.getKey().toArray(), code.getValue().unsafeArray());
    }
    if (options.journal()) {
      byte[] value = Values.layer(executed.diff(), executed.trie());
      batch.put(Kind.LAYER, Keys.block(block.number(), block.hash()), value);
    }
    db.write(batch);
    Map<Hash, Layer> layers = new HashMap<>(now.layers());
    layers.put(layer.hash(), layer);
    publish(new StateTree(now.base(), layers, now.heads(), false));
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
    Batch batch = new Batch();
    if (!heads.head().equals(tree.heads().head())) {
      BlockId old = chain.id(tree.heads().head());
      new CanonicalChain(this, logs).choose(batch, head, old, bodies.tail());
    }
    Meta.putHeads(batch, heads);
    db.write(batch);
    publish(tree.withHeads(heads));
    settle();
    flush();
  }

  /**
   * Takes the base back to where the chain of the head branches off from the chain of the base, if
   * it does so below it.
   */
  private void settle() {
    StateTree now = tree;
    Layer head = now.layer(now.heads().head());
    BlockId target = head != null ? StateTree.anchorOf(head) : chain.id(now.heads().head());
    if (target == null) {
      throw damaged("the head " + now.heads().head() + " is not there");
    }
    while (tree.base().id.number() > target.number()) {
      Base base = tree.base();
      long next = Math.max(target.number(), base.id.number() - BACKWARD_STEP);
      byte[] hash = base.snapshot().get(Kind.LINEAGE, Keys.number(next));
      if (hash == null) {
        throw damaged("the hash of block " + next + " is not there");
      }
      move(BaseMover.backward(base, new BlockId(Hash.of(hash), next)));
    }
  }

  /** Puts the lowest layers of the canonical chain into the base when there are enough of them. */
  private void flush() {
    Layer head = tree.layer(tree.heads().head());
    if (head != null) {
      flush(FlushPlan.byDepth(options, head, tree.base().id.number()), head);
      flush(FlushPlan.byMemory(options, head), head);
    }
  }

  /** Puts a layer and all below it into the base, each time as many as make a batch. */
  private void flush(@Nullable Layer newest, Layer head) {
    if (newest == null) {
      return;
    }
    for (List<Layer> layers : FlushPlan.batches(newest)) {
      move(BaseMover.forward(tree.base(), layers, FlushPlan.oldestState(options, head.number())));
    }
    long oldest = FlushPlan.firstOf(options.chainHistoryBlocks(), head.number());
    bodies.forget(oldest, tree.base().id.number());
  }

  /** Removes what is outside the windows, all of it, and gives its space back. */
  synchronized void prune() {
    BlockId head = chain.id(tree.heads().head());
    if (head == null) {
      throw damaged("the head " + tree.heads().head() + " is not there");
    }
    long oldestState = FlushPlan.oldestState(options, head.number());
    long before;
    do {
      before = tree.base().oldest;
      move(BaseMover.forget(tree.base(), oldestState));
    } while (tree.base().oldest > before);
    long oldestBody = FlushPlan.firstOf(options.chainHistoryBlocks(), head.number());
    while (bodies.forget(oldestBody, tree.base().id.number())) {
      // Some more.
    }
    for (Kind kind : Kind.values()) {
      db.compact(kind);
    }
  }

  private void move(BaseMover.Move move) {
    db.write(move.batch());
    sync.request();
    long sequence = tree.base().sequence + 1;
    cache.moveTo(sequence);
    move.changes().writeTo(cache);
    Base base = new Base(move.base(), move.oldest(), sequence, db.snapshot(), cache);
    Branches branches = Branches.on(base, tree.layers().values(), added - RECENT);
    publish(new StateTree(base, branches.kept, tree.heads(), false));
    branches.settle();
    if (!branches.dropped.changes().isEmpty()) {
      db.write(branches.dropped);
    }
  }

  /** The state of the store as it is published now. */
  StateTree tree() {
    return tree;
  }

  ChainDatabase chain() {
    return chain;
  }

  LogIndex logs() {
    return logs;
  }

  KeyValue database() {
    return db;
  }

  @Override
  public synchronized void close() {
    StateTree now = tree;
    if (now.closed()) {
      return;
    }
    // The database is let go whatever happens, so that the directory can be opened again.
    try (db) {
      try {
        Layer head = now.layer(now.heads().head());
        if (!options.journal() && head != null) {
          flush(head, head);
        }
        db.sync();
      } finally {
        sync.close();
        Base base = tree.base();
        tree = new StateTree(base, Map.of(), tree.heads(), true);
        base.release();
      }
    }
  }
}
