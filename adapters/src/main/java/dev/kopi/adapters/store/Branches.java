package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layers stay when the base moves: those that stand on it, and for a while those that stand
 * on an older state that is kept.
 */
final class Branches {
  /** The layers that stay, by hash. */
  final Map<Hash, Layer> kept = new HashMap<>();

  /** Removes what was written down of the others. */
  final Batch dropped = new Batch();

  /** On which state in the database each of them stands in the end. */
  private final Map<Hash, BlockId> anchors = new HashMap<>();

  private final Base base;
  private final long recent;

  private Branches(Base base, long recent) {
    this.base = base;
    this.recent = recent;
  }

  /**
   * Decides.
   *
   * @param base where the base is now
   * @param layers all layers
   * @param recent the order of the oldest layer that may stand on an older state
   */
  static Branches on(Base base, Collection<Layer> layers, long recent) {
    Branches branches = new Branches(base, recent);
    List<Layer> upwards = new ArrayList<>(layers);
    upwards.sort(Comparator.comparingLong(Layer::number));
    upwards.forEach(branches::take);
    return branches;
  }

  private void take(Layer layer) {
    BlockId below = layer.parentId();
    BlockId anchor = anchors.get(below.hash());
    if (anchor == null && !base.covers(layer.id()) && stays(layer)) {
      anchor = below;
    }
    if (anchor != null) {
      anchors.put(layer.hash(), anchor);
      kept.put(layer.hash(), layer);
    } else {
      dropped.delete(Kind.LAYER, Keys.block(layer.number(), layer.hash()));
    }
  }

  /** Whether the lowest layer of a branch is kept. */
  private boolean stays(Layer layer) {
    BlockId below = layer.parentId();
    return below.equals(base.id) || (layer.order >= recent && base.covers(below));
  }

  /** Lets the layers that stay go on where they stand now. */
  void settle() {
    kept.forEach((hash, layer) -> layer.settleOn(anchors.getOrDefault(hash, base.id)));
  }
}
