package dev.kopi.apps.cli.evm.blocktest;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.BlockExecutor;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.execution.validation.HeaderRules;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.core.trie.TrieUpdate;
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
  private final Map<Hash, UInt256> totalDifficulties = new HashMap<>();
  private Hash head;

  /** Starts with a genesis. */
  public MemoryChain(Genesis genesis, ExecutionResources resources) {
    this.spec = genesis.spec();
    this.resources = resources;
    this.executor = new BlockExecutor(spec, resources, Tasks.SEQUENTIAL);
    ExecutedBlock first = genesis.execute();
    head = first.block().hash();
    add(first, UInt256.ZERO);
  }

  /** Starts with a block as it is, and the accounts of its state. */
  public MemoryChain(ChainSpec spec, Block first, StateDiff alloc, ExecutionResources resources) {
    this.spec = spec;
    this.resources = resources;
    this.executor = new BlockExecutor(spec, resources, Tasks.SEQUENTIAL);
    head = first.hash();
    TrieUpdate trie = StateTrie.apply(preimages, Keccak256.EMPTY_TRIE, alloc);
    add(new ExecutedBlock(first, List.of(), alloc, trie), UInt256.ZERO);
  }

  private void add(ExecutedBlock block, UInt256 totalBefore) {
    Hash hash = block.block().hash();
    Header header = block.block().header();
    UInt256 total = totalBefore.add(header.difficulty());
    totalDifficulties.put(hash, total);
    // Proof of work: the heaviest chain. Proof of stake: the newest block.
    if (header.difficulty().isZero() || total.compareTo(totalDifficulty(head)) > 0) {
      head = hash;
    }
    preimages.addNodes(block.trie());
    block.diff().codes().values().forEach(preimages::add);
    blocks.put(hash, block.block());
  }

  private UInt256 totalDifficulty(Hash hash) {
    return totalDifficulties.getOrDefault(hash, UInt256.ZERO);
  }

  /** The hash of the chain's head. */
  public Hash head() {
    return head;
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
    UInt256 totalBefore = totalDifficulty(block.header().parentHash());
    InvalidBlock early = HeaderRules.checkTransition(spec, block.header(), parent, totalBefore);
    if (early != null) {
      return new BlockResult.Invalid(early, null);
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
      add(valid.block(), totalBefore);
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
