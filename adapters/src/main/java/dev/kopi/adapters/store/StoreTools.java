package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.HistoryBounds;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.trie.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a store on disk, checks it, and makes it smaller. No other process may have it open.
 */
public final class StoreTools implements AutoCloseable {
  /** How much one kind of entries takes. */
  public record KindSize(String kind, long entries, long bytes) {}

  /**
   * What a store holds.
   *
   * @param base the block after which the state in the database is
   * @param layers how many blocks stand above it
   * @param head the head, with its number
   * @param history how far back it answers
   * @param sizes about how much each kind takes
   */
  public record Facts(
      BlockId genesis,
      BlockId base,
      int layers,
      BlockId head,
      ChainHeads heads,
      HistoryBounds history,
      List<KindSize> sizes) {
    /** Copies the list. */
    public Facts {
      sizes = List.copyOf(sizes);
    }
  }

  /**
   * What a verification found.
   *
   * @param checked how many blocks and entries were looked at
   * @param wrong what is not as it should be; the first hundred
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
   * Opens a store that is there.
   *
   * @throws StoreException when there is none, or it cannot be opened
   */
  public static StoreTools open(Path directory, StoreOptions options) {
    if (!Files.isRegularFile(directory.resolve("CURRENT"))) {
      throw new StoreException(StoreException.Reason.EMPTY, "there is no store in " + directory);
    }
    return new StoreTools(
        LayeredChainStore.open(
            new RocksKeyValue(directory, options.blockCacheBytes(), options.writeBufferBytes()),
            options,
            null));
  }

  /** The store itself. */
  public ChainStore store() {
    return store;
  }

  /** What the store holds. */
  public Facts inspect() {
    StateTree tree = store.tree();
    List<KindSize> sizes = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      KeyValue db = store.database();
      sizes.add(new KindSize(kind.label(), db.entries(kind), db.size(kind)));
    }
    return new Facts(
        genesis(),
        tree.base().id,
        tree.layers().size(),
        head(tree),
        tree.heads(),
        store.history(),
        sizes);
  }

  private BlockId genesis() {
    BlockId genesis = Meta.genesis(store.database());
    if (genesis == null) {
      throw new StoreException(StoreException.Reason.EMPTY, "the database holds no chain");
    }
    return genesis;
  }

  private BlockId head(StateTree tree) {
    Hash hash = tree.heads().head();
    Header header = store.header(hash);
    if (header == null) {
      throw new StoreException(
          StoreException.Reason.CORRUPT, "the database is damaged: the head has no header");
    }
    return new BlockId(hash, header.number());
  }

  /** The parts of a verification, in their order. */
  public enum Part {
    /** Files against their checksums. */
    FILES,
    /** Blocks and receipts against hashes and roots, and the indexes; counted in blocks. */
    CHAIN,
    /** The state of the base; counted in accounts and slots. */
    STATE,
    /** Older states; counted in blocks. */
    HISTORY,
    /** The newest blocks; counted in changed accounts. */
    LAYERS
  }

  /** Hears how far a verification is. */
  public interface Progress {
    /**
     * Called when a part begins and about once a second, by one thread at a time.
     *
     * @param done how much of the part is done
     * @param expected about how much there is; 0 when that is not known
     */
    void tell(Part part, long done, long expected);
  }

  /**
   * Checks everything: files against their checksums, the chain against its hashes and roots, the
   * state of the base and of the layers against state roots, and the states before the base against
   * theirs.
   *
   * @param tasks does pieces of it at the same time
   * @param progress is told how far it is
   */
  public Report verify(Tasks tasks, Progress progress) {
    Findings findings = new Findings(progress);
    KeyValue db = store.database();
    findings.begin(Part.FILES, 0);
    guarded(findings, db::verifyChecksums);
    StateTree tree = store.tree();
    Base base = tree.base();
    BlockId first = genesis();
    findings.begin(Part.CHAIN, head(tree).number() - first.number() + 1);
    ChainVerifier blocks = new ChainVerifier(store, tasks, findings);
    guarded(findings, () -> blocks.verify(first, head(tree), store.history().oldestBody()));
    findings.begin(Part.STATE, db.entries(Kind.ACCOUNT) + db.entries(Kind.SLOT));
    Codes codes = new Codes(base.snapshot(), findings);
    ChainDatabase chain = store.chain();
    guarded(findings, () -> new BaseVerifier(base, chain, codes, tasks, findings).verify());
    findings.begin(Part.HISTORY, base.id.number() - base.oldest);
    guarded(findings, () -> new HistoryVerifier(base, chain, codes, tasks, findings).verify());
    findings.begin(Part.LAYERS, 0);
    for (Layer layer : tree.layers().values()) {
      guarded(findings, () -> LayerVerifier.verify(store, layer, findings));
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

  /**
   * Removes what is outside the windows that the store was opened with, and gives its space back.
   */
  public void prune() {
    store.prune();
  }

  /** A label as text: number and hash, or null when it is not set. */
  public @Nullable BlockId label(Hash hash) {
    Header header = hash.isZero() ? null : store.header(hash);
    return header == null ? null : new BlockId(hash, header.number());
  }

  @Override
  public void close() {
    store.close();
  }
}
