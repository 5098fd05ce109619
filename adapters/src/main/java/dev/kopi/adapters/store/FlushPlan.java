package dev.kopi.adapters.store;

import dev.kopi.adapters.store.difflayer.DiffLayer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which diff layers are committed into the disk layer, and which states are kept. */
final class FlushPlan {
  /** The approximate memory of the diff layers that are committed in one batch. */
  private static final long BATCH_BYTES = 96L << 20;

  private FlushPlan() {}

  /** The newest layer to commit because the chain of layers is too long; null when none is. */
  static @Nullable DiffLayer byDepth(StoreOptions options, DiffLayer head, long diskNumber) {
    if (head.number() - diskNumber < options.layersInMemory() + options.flushBlocks()) {
      return null;
    }
    @Nullable DiffLayer newest = head;
    for (int i = 0; i < options.layersInMemory() && newest != null; i++) {
      newest = newest.parent();
    }
    return newest;
  }

  /**
   * The newest layer to commit because the layers take too much memory, so that they take half of
   * the limit afterwards; null when none is.
   */
  static @Nullable DiffLayer byMemory(StoreOptions options, DiffLayer head) {
    return beyond(head, options.layerBytes()) == null
        ? null
        : beyond(head, options.layerBytes() / 2);
  }

  /**
   * The newest layer below the head that does not fit into a number of bytes; null when all fit.
   */
  private static @Nullable DiffLayer beyond(DiffLayer head, long bytes) {
    long left = bytes - head.memoryBytes();
    for (DiffLayer at = head.parent(); at != null; at = at.parent()) {
      left -= at.memoryBytes();
      if (left < 0) {
        return at;
      }
    }
    return null;
  }

  /** A layer and all below it, the lowest first, grouped into batches. */
  static List<List<DiffLayer>> batches(DiffLayer newest) {
    List<DiffLayer> downwards = new ArrayList<>();
    for (DiffLayer at = newest; at != null; at = at.parent()) {
      downwards.add(at);
    }
    List<List<DiffLayer>> batches = new ArrayList<>();
    List<DiffLayer> next = new ArrayList<>();
    long bytes = 0;
    for (DiffLayer layer : downwards.reversed()) {
      next.add(layer);
      bytes += layer.bytes();
      if (bytes >= BATCH_BYTES) {
        batches.add(next);
        next = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!next.isEmpty()) {
      batches.add(next);
    }
    return batches;
  }

  /** The number of the first of the newest {@code window} blocks; a window of 0 means all. */
  static long firstOf(long window, long head) {
    return window == 0 ? 0 : Math.max(0, head - window + 1);
  }

  /**
   * The number of the oldest block whose state is kept. The window is at least as long as the chain
   * of diff layers.
   */
  static long oldestState(StoreOptions options, long head) {
    long window = options.historyBlocks();
    return firstOf(window == 0 ? 0 : Math.max(window, options.layersInMemory()), head);
  }
}
