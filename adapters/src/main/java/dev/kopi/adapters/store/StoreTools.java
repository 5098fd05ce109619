package dev.kopi.adapters.store;

import dev.kopi.core.chain.Header;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.Heads;
import dev.kopi.core.store.HistoryBounds;
import dev.kopi.core.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
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
      Heads heads,
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

  /**
   * Checks everything: files against their checksums, the chain against its hashes and roots, the
   * state of the base and of the layers against state roots, and the states before the base against
   * theirs.
   *
   * @param progress is told now and then how many blocks and entries were looked at
   */
  public Report verify(LongConsumer progress) {
    Findings findings = new Findings(progress);
    guarded(findings, () -> store.database().verifyChecksums());
    StateTree tree = store.tree();
    guarded(
        findings,
        () ->
            new ChainVerifier(store, findings)
                .verify(genesis(), head(tree), store.history().oldestBody()));
    StateVerifier state = new StateVerifier(tree.base(), store.chain(), findings);
    guarded(findings, state::verifyBase);
    guarded(findings, state::verifyHistory);
    for (Layer layer : tree.layers().values()) {
      guarded(findings, () -> LayerVerifier.verify(store, layer, findings));
    }
    return new Report(findings.checked(), findings.wrong());
  }

  private static void guarded(Findings findings, Runnable check) {
    try {
      check.run();
    } catch (StoreException e) {
      findings.add(String.valueOf(e.getMessage()));
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
