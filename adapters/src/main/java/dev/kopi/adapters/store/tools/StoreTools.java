package dev.kopi.adapters.store.tools;

import dev.kopi.adapters.store.LayeredChainStore;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.store.chain.ChainDatabase;
import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.adapters.store.disklayer.DiskLayer;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.RocksKeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.layertree.LayerTree;
import dev.kopi.adapters.store.schema.Corruption;
import dev.kopi.adapters.store.schema.StoreMetadata;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.HistoryBounds;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.trie.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inspects, verifies and prunes a store on disk. No other process may have it open. */
public final class StoreTools implements AutoCloseable {
  /** The approximate size of a table. */
  public record TableSize(String table, long entries, long bytes) {}

  /**
   * The content of a store.
   *
   * @param diskLayer the block of the disk layer
   * @param diffLayers the number of diff layers
   * @param head the head
   * @param history the oldest state and the oldest body
   * @param sizes the size of each table
   */
  public record Facts(
      BlockId genesis,
      BlockId diskLayer,
      int diffLayers,
      BlockId head,
      ChainHeads heads,
      HistoryBounds history,
      List<TableSize> sizes) {
    /** Copies the list. */
    public Facts {
      sizes = List.copyOf(sizes);
    }
  }

  /**
   * The result of a verification.
   *
   * @param checked the number of verified blocks and entries
   * @param wrong the first hundred findings; empty when the store is intact
   */
  public record Report(long checked, List<String> wrong) {
    /** Copies the list. */
    public Report {
      wrong = List.copyOf(wrong);
    }
  }

  private final LayeredChainStore store;

  private StoreTools(LayeredChainStore store) {
    this.store = store;
  }

  /**
   * Opens an existing store.
   *
   * @throws StoreException when there is none, or it cannot be opened
   */
  public static StoreTools open(Path directory, StoreOptions options) {
    if (!Files.isRegularFile(directory.resolve("CURRENT"))) {
      throw new StoreException(StoreException.Reason.EMPTY, "there is no store in " + directory);
    }
    return new StoreTools(
        LayeredChainStore.open(
            new RocksKeyValueStore(
                directory, options.blockCacheBytes(), options.writeBufferBytes()),
            options,
            null));
  }

  /** The opened store. */
  public ChainStore store() {
    return store;
  }

  /** The content of the store. */
  public Facts inspect() {
    LayerTree tree = store.tree();
    List<TableSize> sizes = new ArrayList<>();
    for (Table table : Table.values()) {
      KeyValueStore db = store.database();
      sizes.add(new TableSize(table.label(), db.entries(table), db.size(table)));
    }
    return new Facts(
        genesis(),
        tree.disk().block(),
        tree.layers().size(),
        head(tree),
        tree.heads(),
        store.history(),
        sizes);
  }

  private BlockId genesis() {
    BlockId genesis = StoreMetadata.genesis(store.database());
    if (genesis == null) {
      throw new StoreException(StoreException.Reason.EMPTY, "the database holds no chain");
    }
    return genesis;
  }

  private BlockId head(LayerTree tree) {
    Hash hash = tree.heads().head();
    Header header = store.header(hash);
    if (header == null) {
      throw Corruption.of("the head has no header");
    }
    return new BlockId(hash, header.number());
  }

  /** The parts of a verification, in order. */
  public enum Part {
    /** Files against their checksums. */
    FILES,
    /** Blocks and receipts against hashes and roots, and the indexes; counted in blocks. */
    CHAIN,
    /** The state of the disk layer; counted in accounts and slots. */
    STATE,
    /** The reverse diffs; counted in blocks. */
    HISTORY,
    /** The diff layers; counted in changed accounts. */
    LAYERS
  }

  /** Receives the progress of a verification. */
  public interface Progress {
    /**
     * Called when a part begins and about once a second, by one thread at a time.
     *
     * @param done how much of the part is done
     * @param expected about how much there is to do; 0 when that is not known
     */
    void report(Part part, long done, long expected);
  }

  /**
   * Verifies everything: files against their checksums, the chain against its hashes and roots, and
   * the states of the disk layer, of the reverse diffs and of the diff layers against state roots.
   *
   * @param tasks runs pieces of it in parallel
   * @param progress receives the progress
   */
  public Report verify(Tasks tasks, Progress progress) {
    Findings findings = new Findings(progress);
    KeyValueStore db = store.database();
    findings.begin(Part.FILES, 0);
    guarded(findings, db::verifyChecksums);
    LayerTree tree = store.tree();
    DiskLayer disk = tree.disk();
    BlockId first = genesis();
    findings.begin(Part.CHAIN, head(tree).number() - first.number() + 1);
    ChainVerifier blocks = new ChainVerifier(store, tasks, findings);
    guarded(findings, () -> blocks.verify(first, head(tree), store.history().oldestBody()));
    findings.begin(Part.STATE, db.entries(Table.ACCOUNT) + db.entries(Table.SLOT));
    CodeVerifier codes = new CodeVerifier(disk.snapshot(), findings);
    ChainDatabase chain = store.chain();
    guarded(findings, () -> new DiskLayerVerifier(disk, chain, codes, tasks, findings).verify());
    findings.begin(Part.HISTORY, disk.block().number() - disk.oldest());
    guarded(findings, () -> new HistoryVerifier(disk, chain, codes, tasks, findings).verify());
    findings.begin(Part.LAYERS, 0);
    for (DiffLayer layer : tree.layers().values()) {
      guarded(findings, () -> DiffLayerVerifier.verify(store, layer, findings));
    }
    return new Report(findings.checked(), findings.wrong());
  }

  private static void guarded(Findings findings, Runnable check) {
    try {
      check.run();
    } catch (StoreException e) {
      findings.add(null, e);
    }
  }

  /** Removes history outside the windows of the store's options, and frees its space. */
  public void prune() {
    store.prune();
  }

  /** Hash and number of a block; null for the zero hash and unknown blocks. */
  public @Nullable BlockId blockId(Hash hash) {
    Header header = hash.isZero() ? null : store.header(hash);
    return header == null ? null : new BlockId(hash, header.number());
  }

  @Override
  public void close() {
    store.close();
  }
}
