package dev.kopi.adapters.store;

import java.util.ArrayList;
import java.util.List;

/** When layers go into the base, how many, and from which block on states are kept. */
final class FlushPlan {
  /** About how much memory the layers take that go into the base in one batch. */
  private static final long BATCH_BYTES = 96L << 20;

  private FlushPlan() {}

  /** Up to which block layers go because there are enough of them; -1 for none. */
  static long byDepth(StoreOptions options, Layer head, long base) {
    long depth = head.number() - base;
    boolean enough = depth >= options.layersInMemory() + options.flushBlocks();
    return enough ? head.number() - options.layersInMemory() : -1;
  }

  /** Up to which block layers go because they take too much memory; -1 for none. */
  static long byMemory(StoreOptions options, Layer head) {
    long room = roomFor(head, options.layerBytes());
    return room < 0 ? -1 : Math.max(room, roomFor(head, options.layerBytes() / 2));
  }

  /** The number of the newest block that has no room in so much memory; -1 when all have. */
  private static long roomFor(Layer head, long bytes) {
    long left = bytes - head.bytes;
    for (Layer at = head.parent(); at != null; at = at.parent()) {
      left -= at.bytes;
      if (left < 0) {
        return at.number();
      }
    }
    return -1;
  }

  /** The layers up to a block, upwards, as many together as make a batch. */
  static List<List<Layer>> batches(Layer head, long number) {
    List<Layer> downwards = new ArrayList<>();
    for (Layer at = head; at != null; at = at.parent()) {
      if (at.number() <= number) {
        downwards.add(at);
      }
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
