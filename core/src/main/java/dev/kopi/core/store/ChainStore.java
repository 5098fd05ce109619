package dev.kopi.core.store;

import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.Receipt;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateView;
import dev.kopi.core.trie.NodeReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chain and the states of one execution engine. One thread writes; any thread reads, and always
 * sees whole blocks.
 */
public interface ChainStore extends AutoCloseable {
  /** The labels as last set. */
  Heads heads();

  /** How far back the store can answer. */
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
   * Where a transaction stands in the canonical chain, or null; also null when its block's body is
   * not kept.
   */
  @Nullable TransactionLocation transaction(Hash transactionHash);

  /**
   * Canonical blocks that may hold logs of a pattern: all that do, and maybe some that do not.
   *
   * @param from the first number that is looked at
   * @param to the last one
   * @param most how many numbers are wanted at most; when there are so many, there may be more
   *     above the last of them
   * @return numbers, upwards
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
   * The trie nodes of the state after a block.
   *
   * @throws dev.kopi.core.state.StateUnavailableException when they are pruned or the block unknown
   */
  NodeReader trieNodes(Hash blockHash);

  /**
   * Keeps a block whose parent is there. Its state can be read at once; adding a block again
   * changes nothing.
   */
  void add(ExecutedBlock block);

  /**
   * Sets the labels; the chain that ends in {@code heads.head()} becomes the canonical one, and its
   * transactions are found.
   *
   * @throws IllegalArgumentException when the head is unknown
   */
  void setHeads(Heads heads);

  /** Writes what is pending and lets go of all resources. */
  @Override
  void close();
}
