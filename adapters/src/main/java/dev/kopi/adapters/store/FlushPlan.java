package dev.kopi.adapters.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When layers go into the base, how many, and from which block on states are kept. */
final class FlushPlan {
  /** About how much memory the layers take that go into the base in one batch. */
  private static final long BATCH_BYTES = 96L << 20;

  private FlushPlan() {}

  /** The newest layer that goes because there are enough of them; null when all stay. */
  static @Nullable Layer byDepth(StoreOptions options, Layer head, long base) {
    if (head.number() - base < options.layersInMemory() + options.flushBlocks()) {
      return null;
    }
    @Nullable Layer newest = head;
    for (int i = 0; i < options.layersInMemory() && newest != null; i++) {
      newest = newest.parent();
    }
    return newest;
  }

  /**
   * The newest layer that goes because they take too much memory, which leaves half of it; null
   * when all stay.
   */
  static @Nullable Layer byMemory(StoreOptions options, Layer head) {
    return beyond(head, options.layerBytes()) == null
        ? null
        : beyond(head, options.layerBytes() / 2);
  }

  /** The newest layer below the head that has no room in so much memory; null when all have. */
  private static @Nullable Layer beyond(Layer head, long bytes) {
    long left = bytes - head.bytes;
    for (Layer at = head.parent(); at != null; at = at.parent()) {
      left -= at.bytes;
      if (left < 0) {
        return at;
      }
    }
    return null;
  }

  /** A layer and all below it, upwards, as many together as make a batch. */
  static List<List<Layer>> batches(Layer newest) {
    List<Layer> downwards = new ArrayList<>();
    for (Layer at = newest; at != null; at = at.parent()) {
      downwards.add(at);
    }
    List<List<Layer>> batches = new ArrayList<>();
    List<Layer> next = new ArrayList<>();
    long bytes = 0;
    for (Layer layer : downwards.reversed()) {
      next.add(layer);
      bytes += layer.bytes;
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

  /** The first of the newest {@code window} blocks; 0 means all. */
  static long firstOf(long window, long head) {
    return window == 0 ? 0 : Math.max(0, head - window + 1);
  }

  /**
   * The oldest block whose state is kept. The window never gets smaller than what can be
   * reorganised.
   */
  static long oldestState(StoreOptions options, long head) {
    long window = options.historyBlocks();
    return firstOf(window == 0 ? 0 : Math.max(window, options.layersInMemory()), head);
  }
}
