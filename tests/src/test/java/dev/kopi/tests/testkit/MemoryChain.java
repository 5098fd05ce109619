package dev.kopi.tests.testkit;

import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.ChainSpec;
import dev.kopi.core.chain.Header;
import dev.kopi.core.execution.Ancestors;
import dev.kopi.core.execution.BlockExecutor;
import dev.kopi.core.execution.BlockResult;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.Genesis;
import dev.kopi.core.execution.SenderRecovery;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieStateView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chain in memory that keeps every state: executes block after block, forks included. */
public final class MemoryChain implements Ancestors {
  private final ChainSpec spec;
  private final ExecutionResources resources;
  private final BlockExecutor executor;
  private final Preimages preimages = new Preimages();
  private final Map<Hash, Block> blocks = new HashMap<>();

  /** Starts with a genesis. */
  public MemoryChain(Genesis genesis, ExecutionResources resources) {
    this.spec = genesis.spec();
    this.resources = resources;
    this.executor = new BlockExecutor(spec, resources, Tasks.SEQUENTIAL);
    add(genesis.execute());
  }

  private void add(ExecutedBlock block) {
    preimages.addNodes(block.trie());
    block.diff().codes().values().forEach(preimages::add);
    blocks.put(block.block().hash(), block.block());
  }

  /** The block with this hash, or null. */
  public @Nullable Block block(Hash hash) {
    return blocks.get(hash);
  }

  /** Judges a block whose parent is known and keeps it when it is valid. */
  public BlockResult execute(Block block) {
    Header parent = header(block.header().parentHash());
    if (parent == null) {
      throw new IllegalArgumentException("the parent of " + block + " is not known");
    }
    TrieStateView state = new TrieStateView(preimages, parent.stateRoot(), preimages);
    BlockResult result =
        executor.execute(
            block,
            SenderRecovery.senders(
                resources.crypto().secp256k1(), block.transactions(), spec.rules(block.header())),
            parent,
            state,
            preimages,
            this);
    if (result instanceof BlockResult.Valid valid) {
      add(valid.block());
    }
    return result;
  }

  @Override
  public @Nullable Header header(Hash hash) {
    Block block = blocks.get(hash);
    return block == null ? null : block.header();
  }

  @Override
  public List<Header> uncles(Hash hash) {
    Block block = blocks.get(hash);
    return block == null ? List.of() : block.uncles();
  }
}
