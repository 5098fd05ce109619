package dev.kopi.core.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.trie.TrieUpdate;
import java.util.List;

/**
 * A valid block with the results of its execution.
 *
 * @param block the block
 * @param receipts one for each transaction
 * @param diff the state changes against its parent
 * @param trie the trie changes
 */
public record ExecutedBlock(Block block, List<Receipt> receipts, StateDiff diff, TrieUpdate trie) {
  /** Copies the receipts. */
  public ExecutedBlock {
    receipts = List.copyOf(receipts);
  }
}
