package dev.kopi.services.engine.chain;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Blocks with unknown parents. Bounded: evicts the oldest. For one thread. */
public final class WaitingBlocks {
  private static final long OVERHEAD_BYTES = 2_000;

  private final int maxBlocks;
  private final long maxBytes;
  private final Map<Hash, Block> blocks = new LinkedHashMap<>();
  private final Map<Hash, Set<Hash>> byParent = new HashMap<>();
  private long bytes;

  /** Holds at most so many blocks, and so many bytes of estimated memory. */
  public WaitingBlocks(int maxBlocks, long maxBytes) {
    this.maxBlocks = maxBlocks;
    this.maxBytes = maxBytes;
  }

  void add(Block block) {
    if (blocks.putIfAbsent(block.hash(), block) != null) {
      return;
    }
    bytes += size(block);
    byParent
        .computeIfAbsent(block.header().parentHash(), hash -> new LinkedHashSet<>())
        .add(block.hash());
    while (blocks.size() > maxBlocks || bytes > maxBytes) {
      remove(blocks.values().iterator().next());
    }
  }

  boolean contains(Hash hash) {
    return blocks.containsKey(hash);
  }

  int size() {
    return blocks.size();
  }

  /** Removes and returns the children of a block. */
  List<Block> takeChildren(Hash parent) {
    List<Block> out = new ArrayList<>();
    for (Hash child : List.copyOf(byParent.getOrDefault(parent, Set.of()))) {
      Block block = blocks.get(child);
      if (block != null) {
        remove(block);
        out.add(block);
      }
    }
    return out;
  }

  private void remove(Block block) {
    blocks.remove(block.hash());
    bytes -= size(block);
    Hash parent = block.header().parentHash();
    Set<Hash> siblings = byParent.get(parent);
    if (siblings != null) {
      siblings.remove(block.hash());
      if (siblings.isEmpty()) {
        byParent.remove(parent);
      }
    }
  }

  private static long size(Block block) {
    long bytes = OVERHEAD_BYTES;
    for (TransactionEnvelope one : block.transactions()) {
      bytes += 2L * one.encoded().size() + 500;
    }
    return bytes;
  }
}
