package dev.kopi.adapters.store.layertree;

import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.adapters.store.disklayer.DiskLayer;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which diff layers stay after an update of the disk layer: those based on it, and recent
 * ones based on an older state that can still be read.
 */
public final class RetainedLayers {
  private final Map<Hash, DiffLayer> kept = new HashMap<>();

  private final WriteBatch dropped = new WriteBatch();

  /** The block whose state in the database each branch of kept layers is based on, by layer. */
  private final Map<Hash, BlockId> anchors = new HashMap<>();

  private final DiskLayer disk;
  private final long recent;

  private RetainedLayers(DiskLayer disk, long recent) {
    this.disk = disk;
    this.recent = recent;
  }

  /**
   * Decides.
   *
   * @param disk the updated disk layer
   * @param layers all diff layers
   * @param recent the {@linkplain DiffLayer#order() order} of the oldest layer that may be based on
   *     an older state
   */
  public static RetainedLayers on(DiskLayer disk, Collection<DiffLayer> layers, long recent) {
    RetainedLayers retained = new RetainedLayers(disk, recent);
    List<DiffLayer> upwards = new ArrayList<>(layers);
    upwards.sort(Comparator.comparingLong(DiffLayer::number));
    upwards.forEach(retained::take);
    return retained;
  }

  /** The layers that stay, by block hash. */
  public Map<Hash, DiffLayer> kept() {
    return kept;
  }

  /** Removes the journal entries of the others. */
  public WriteBatch dropped() {
    return dropped;
  }

  private void take(DiffLayer layer) {
    BlockId below = layer.parentId();
    BlockId anchor = anchors.get(below.hash());
    if (anchor == null && !disk.covers(layer.id()) && stays(layer)) {
      anchor = below;
    }
    if (anchor != null) {
      anchors.put(layer.hash(), anchor);
      kept.put(layer.hash(), layer);
    } else {
      dropped.delete(Table.LAYER, Keys.block(layer.number(), layer.hash()));
    }
  }

  /** Whether the lowest layer of a branch is kept. */
  private boolean stays(DiffLayer layer) {
    BlockId below = layer.parentId();
    return below.equals(disk.block()) || (layer.order() >= recent && disk.covers(below));
  }

  /** Drops the references of the kept layers to those that are in the database now. */
  public void reanchor() {
    kept.forEach((hash, layer) -> layer.anchorOn(anchors.getOrDefault(hash, disk.block())));
  }
}
