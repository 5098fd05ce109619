package dev.kopi.services.node.rpc;

import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The history of safe heads: which L2 block was safe after which L1 block. Bounded. Written by the
 * driver's thread, read by any.
 */
public final class SafeHeads {
  /**
   * A safe head.
   *
   * @param l1 the L1 block that it was derived from last
   * @param l2 the safe head
   */
  public record Entry(BlockId l1, BlockId l2) {}

  private final TreeMap<Long, Entry> byL1Number = new TreeMap<>();
  private final int maxEntries;

  /** Keeps the entries of so many L1 blocks. */
  public SafeHeads(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  /** The safe head moved. */
  public synchronized void moved(L2BlockRef safe, BlockId l1) {
    // Entries of L1 blocks at or after this one belong to a reorged chain.
    byL1Number.tailMap(l1.number(), true).clear();
    byL1Number.put(l1.number(), new Entry(l1, safe.id()));
    while (byL1Number.size() > maxEntries) {
      byL1Number.pollFirstEntry();
    }
  }

  /** The safe head went back: removes the later entries. */
  public synchronized void reset(L2BlockRef safe) {
    Map.Entry<Long, Entry> last = byL1Number.lastEntry();
    while (last != null && last.getValue().l2().number() >= safe.number()) {
      byL1Number.remove(last.getKey());
      last = byL1Number.lastEntry();
    }
  }

  /** The safe head after the L1 block of this number; null when it is not known. */
  public synchronized @Nullable Entry at(long l1Number) {
    Map.Entry<Long, Entry> entry = byL1Number.floorEntry(l1Number);
    return entry == null ? null : entry.getValue();
  }
}
