package dev.kopi.core.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateView;
import dev.kopi.core.trie.NodeReader;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chain and the states of one execution engine. One thread writes; any thread reads, and always
 * sees whole blocks.
 */
public interface ChainStore extends AutoCloseable {
  /** The heads as last set. */
  ChainHeads heads();

  /** The oldest state and body that the store keeps. */
  HistoryBounds history();

  /**
   * The block with this hash, canonical or not, or null; also null when only its header is kept.
   */
  @Nullable Block block(Hash hash);

  /** The header with this hash, canonical or not, or null. */
  @Nullable Header header(Hash hash);

  /** The receipts of the block with this hash, or null; also null when only its header is kept. */
  @Nullable List<Receipt> receipts(Hash hash);

  /** The hash of the canonical block at {@code number}, or null above the head. */
  @Nullable Hash canonicalHash(long number);

  /**
   * The location of a transaction in the canonical chain, or null; also null when its block's body
   * is not kept.
   */
  @Nullable TransactionLocation transaction(Hash transactionHash);

  /**
   * Canonical blocks that may hold logs of a pattern; may include false positives.
   *
   * @param from the first block number
   * @param to the last block number
   * @param most the maximum number of results; when it is reached, there may be more above the last
   *     of them
   * @return block numbers, ascending
   */
  List<Long> blocksWithLogs(LogPattern pattern, long from, long to, int most);

  /** Whether the state after this block can be read. */
  boolean hasState(Hash blockHash);

  /**
   * The state after a block.
   *
   * @throws dev.kopi.core.state.StateUnavailableException when it is pruned or the block unknown
   */
  StateView state(Hash blockHash);

  /**
   * The accounts that a block changed, or null when the store does not keep its changes apart (any
   * more): only the newest blocks have them.
   */
  default @Nullable Set<Address> changedAccounts(Hash blockHash) {
    return null;
  }

  /**
   * The trie nodes of the state after a block.
   *
   * @throws dev.kopi.core.state.StateUnavailableException when they are pruned or the block unknown
   */
  NodeReader trieNodes(Hash blockHash);

  /**
   * Adds a block whose parent is stored. Its state is readable at once; adding a block again has no
   * effect.
   */
  void add(ExecutedBlock block);

  /**
   * Sets the heads. The chain that ends in {@code heads.head()} becomes canonical, and its
   * transactions are indexed.
   *
   * @throws IllegalArgumentException when the head is unknown
   */
  void setHeads(ChainHeads heads);

  /** Flushes pending writes and closes the store. */
  @Override
  void close();
}
