package dev.kopi.apps.cli.db;

import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.ChainSpec;
import dev.kopi.core.chain.Header;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.Ancestors;
import dev.kopi.core.execution.BlockExecutor;
import dev.kopi.core.execution.BlockResult;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.SenderRecovery;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.Heads;
import dev.kopi.core.trie.Tasks;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Executes blocks one after another into a store and measures where the time goes. */
final class ChainImporter {
  private final ChainSpec spec;
  private final ChainStore store;
  private final Crypto crypto;
  private final BlockExecutor executor;
  private final Ancestors ancestors;

  private long blocks;
  private long known;
  private long transactions;
  private long gas;
  private long recoveryNanos;
  private long executionNanos;
  private long storeNanos;

  ChainImporter(ChainSpec spec, ChainStore store, Crypto crypto) {
    this.spec = spec;
    this.store = store;
    this.crypto = crypto;
    this.executor = new BlockExecutor(spec, ExecutionResources.of(crypto), Tasks.SEQUENTIAL);
    this.ancestors =
        new Ancestors() {
          @Override
          public @Nullable Header header(Hash hash) {
            return store.header(hash);
          }

          @Override
          public List<Header> uncles(Hash hash) {
            Block block = store.block(hash);
            return block == null ? List.of() : block.uncles();
          }
        };
  }

  /**
   * Imports a block, unless the store has it with its state.
   *
   * @return why it cannot be, or null when it is imported
   */
  @Nullable String add(Block block) {
    Hash hash = block.hash();
    if (store.hasState(hash)) {
      known++;
      return null;
    }
    Hash parentHash = block.header().parentHash();
    Header parent = store.header(parentHash);
    if (parent == null || !store.hasState(parentHash)) {
      return "its parent " + parentHash + " is not there";
    }
    long start = System.nanoTime();
    List<@Nullable Address> senders =
        SenderRecovery.senders(
            crypto.secp256k1(), block.transactions(), spec.rules(block.header()));
    long recovered = System.nanoTime();
    BlockResult result =
        executor.execute(
            block,
            senders,
            parent,
            store.state(parentHash),
            store.trieNodes(parentHash),
            ancestors);
    long executed = System.nanoTime();
    switch (result) {
      case BlockResult.Valid valid -> {
        store.add(valid.block());
        Heads heads = store.heads();
        store.setHeads(new Heads(hash, heads.safe(), heads.finalized()));
      }
      case BlockResult.Invalid invalid -> {
        return "it is invalid: "
            + invalid.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + (invalid.transaction() == null
                ? ""
                : " " + Objects.requireNonNull(invalid.transaction()));
      }
    }
    long stored = System.nanoTime();
    blocks++;
    transactions += block.transactions().size();
    gas += block.header().gasUsed();
    recoveryNanos += recovered - start;
    executionNanos += executed - recovered;
    storeNanos += stored - executed;
    return null;
  }

  long blocks() {
    return blocks;
  }

  /** What was done so far, in one line. */
  String summary() {
    long all = recoveryNanos + executionNanos + storeNanos;
    double seconds = Math.max(1, all) / 1e9;
    return String.format(
        Locale.ROOT,
        "%d blocks (%d known before), %d transactions, %.1f Mgas in %.1f s: %.1f Mgas/s; senders"
            + " %d%%, execution and roots %d%%, store %d%%",
        blocks,
        known,
        transactions,
        gas / 1e6,
        seconds,
        gas / 1e6 / seconds,
        percent(recoveryNanos, all),
        percent(executionNanos, all),
        percent(storeNanos, all));
  }

  private static long percent(long part, long all) {
    return all == 0 ? 0 : 100 * part / all;
  }
}
