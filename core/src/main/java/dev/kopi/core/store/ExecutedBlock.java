package dev.kopi.core.store;

import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.Receipt;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.trie.TrieUpdate;
import java.util.List;

/**
 * A valid block with all that executing it brought forth.
 *
 * @param block the block
 * @param receipts one for each transaction
 * @param diff what changed in the state of its parent
 * @param trie what changed in the tries
 */
public record ExecutedBlock(Block block, List<Receipt> receipts, StateDiff diff, TrieUpdate trie) {
  /** Copies the receipts. */
  public ExecutedBlock {
    receipts = List.copyOf(receipts);
  }
}
