package dev.kopi.tests.simulation.random;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold at every moment, whatever goes wrong. */
final class Checker {
  private final SimulatedL1 l1;
  private final Map<Long, List<Safe>> safeBlocks = new HashMap<>();
  private final Map<Long, Hash> finalized = new HashMap<>();
  private final Map<String, Long> newestFinalized = new HashMap<>();
  private final Set<Long> droppedAsFuture = new HashSet<>();
  private boolean ambiguous;

  /** A node held a block to be safe, derived from L1 up to a block. */
  private record Safe(String node, L2BlockRef block, BlockId l1) {}

  Checker(SimulatedL1 l1) {
    this.l1 = l1;
  }

  /** Nodes that derive from the same L1 derive the same block: a safe block is never lost. */
  void safe(String node, L2BlockRef block, BlockId from) {
    if (ambiguous) {
      return;
    }
    List<Safe> known = safeBlocks.computeIfAbsent(block.number(), _ -> new ArrayList<>());
    if (l1.isCanonical(from.hash(), from.number())) {
      for (Safe other : known) {
        if (!other.block().hash().equals(block.hash())
            && l1.isCanonical(other.l1().hash(), other.l1().number())) {
          if (droppedAsFuture.contains(block.timestampSeconds())) {
            ambiguous = true;
            return;
          }
          throw new AssertionError(
              node + " derives " + block + " from " + from + "; before: " + other);
        }
      }
    }
    known.add(new Safe(node, block, from));
  }

  /**
   * From Holocene on a batch that comes before its predecessor's is dropped. A node that is reset
   * in between sees it as the next one and takes it. So does the reference: reset and derivation
   * without a reset may then differ.
   */
  void droppedAsFuture(long timestampSeconds) {
    droppedAsFuture.add(timestampSeconds);
  }

  /** Whether nodes went different ways because of a batch that came before its predecessor's. */
  boolean isAmbiguous() {
    return ambiguous;
  }

  /** A finalized block stays, on every node. */
  void finalized(String node, L2BlockRef block) {
    long before = newestFinalized.getOrDefault(node, 0L);
    if (block.number() == 0 || ambiguous) {
      return;
    }
    if (block.number() < before) {
      throw new AssertionError(node + " finalized " + before + " and then " + block);
    }
    newestFinalized.put(node, block.number());
    Hash other = finalized.putIfAbsent(block.number(), block.hash());
    if (other != null && !other.equals(block.hash())) {
      throw new AssertionError(node + " finalizes " + block + ", another node " + other);
    }
  }

  Map<Long, Hash> finalized() {
    return finalized;
  }
}
