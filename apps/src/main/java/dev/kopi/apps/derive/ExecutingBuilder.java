package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.driver.DerivedBlockBuilder;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.execution.stateless.DerivedBlocks;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.core.state.Account;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.TrieStateView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executes blocks, with every state since genesis in memory. */
final class ExecutingBuilder implements DerivedBlockBuilder, Ancestors {
  private final DerivedBlocks blocks;
  private final Preimages preimages = new Preimages();
  private final Map<Hash, Header> headers = new HashMap<>();
  private final Map<Hash, List<Receipt>> receipts = new HashMap<>();
  private int invalid;

  ExecutingBuilder(Genesis genesis, ExecutionResources resources) {
    blocks = new DerivedBlocks(genesis.spec(), resources);
    add(genesis.execute());
  }

  private void add(ExecutedBlock block) {
    preimages.addNodes(block.trie());
    block.diff().codes().values().forEach(preimages::add);
    headers.put(block.block().hash(), block.block().header());
    receipts.put(block.block().hash(), block.receipts());
  }

  /** The receipts of a block that was executed. */
  List<Receipt> receipts(Hash blockHash) {
    return receipts.getOrDefault(blockHash, List.of());
  }

  /** The trie nodes and the code of all states. */
  Preimages preimages() {
    return preimages;
  }

  /** How many attributes made no valid block. */
  int invalid() {
    return invalid;
  }

  @Override
  public @Nullable Block build(DerivedAttributes derived) {
    Header parent = headers.get(derived.parent().hash());
    if (parent == null) {
      throw new IllegalStateException("block " + derived.parent().id() + " was never executed");
    }
    return switch (blocks.build(derived.attributes(), parent, preimages, preimages, this)) {
      case DerivedBlocks.Built.Refused refused -> {
        invalid++;
        yield null;
      }
      case DerivedBlocks.Built.Sealed built -> {
        add(built.block());
        yield built.block().block();
      }
    };
  }

  /** The output root of a block. */
  OutputRoot outputRoot(Hash blockHash) {
    Header header = headers.get(blockHash);
    if (header == null) {
      throw new IllegalStateException("block " + blockHash + " was never executed");
    }
    TrieStateView state = new TrieStateView(preimages, header.stateRoot(), preimages);
    Account account = state.account(Predeploys.L2_TO_L1_MESSAGE_PASSER);
    Hash storage = account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
    return new OutputRoot(header.stateRoot(), storage, blockHash);
  }

  @Override
  public @Nullable Header header(Hash hash) {
    return headers.get(hash);
  }

  @Override
  public List<Header> uncles(Hash hash) {
    return List.of();
  }
}
