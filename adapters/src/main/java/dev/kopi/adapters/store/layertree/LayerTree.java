package dev.kopi.adapters.store.layertree;

import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.adapters.store.disklayer.DiskLayer;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.StoreException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The disk layer, all diff layers and the heads: an immutable snapshot that the writer publishes
 * and readers use.
 *
 * @param disk the state in the database
 * @param layers the diff layers, by block hash
 * @param heads the heads
 * @param closed whether the store is closed
 */
public record LayerTree(
    DiskLayer disk, Map<Hash, DiffLayer> layers, ChainHeads heads, boolean closed) {
  /** Copies the map. */
  public LayerTree {
    layers = Map.copyOf(layers);
  }

  /** The diff layer of a block, or null. */
  public @Nullable DiffLayer layer(Hash hash) {
    return layers.get(hash);
  }

  /** The same layers with other heads. */
  public LayerTree withHeads(ChainHeads next) {
    return new LayerTree(disk, layers, next, closed);
  }

  /** The block whose state in the database the lowest layer below {@code top} is based on. */
  public static BlockId anchorOf(DiffLayer top) {
    DiffLayer at = top;
    for (DiffLayer below = at.parent(); below != null; below = at.parent()) {
      at = below;
    }
    return at.parentId();
  }

  /** Throws when the store is closed. */
  public void requireOpen() {
    if (closed) {
      throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
    }
  }
}
