package dev.kopi.services.engine.chain;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest blocks that execution found to be invalid, for whoever examines them. Kept in memory:
 * at most ten, as in go-ethereum, and a bounded number of bytes. Thread-safe.
 */
public final class BadBlocks {
  private static final int MOST = 10;
  private static final long MOST_BYTES = 32 << 20;
  private static final Comparator<Block> NEWEST_FIRST =
      Comparator.comparingLong(Block::number).reversed();

  private final long mostBytes;
  private final List<Block> blocks = new ArrayList<>();

  /** No blocks. */
  public BadBlocks() {
    this(MOST_BYTES);
  }

  BadBlocks(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Keeps a block; those with the lowest numbers are dropped when there are too many. */
  synchronized void add(Block block) {
    if (blocks.contains(block)) {
      return;
    }
    blocks.add(block);
    blocks.sort(NEWEST_FIRST);
    while (blocks.size() > MOST || bytes() > mostBytes) {
      blocks.removeLast();
    }
  }

  private long bytes() {
    return blocks.stream().mapToLong(Block::encodedSize).sum();
  }

  /** All, the highest number first. */
  public synchronized List<Block> newestFirst() {
    return List.copyOf(blocks);
  }

  /** The block with this hash, or null. */
  public synchronized @Nullable Block get(Hash hash) {
    return blocks.stream().filter(block -> block.hash().equals(hash)).findAny().orElse(null);
  }
}
