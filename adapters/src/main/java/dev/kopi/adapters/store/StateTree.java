package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.StoreException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What readers see: replaced as a whole by the writer, never changed.
 *
 * @param base the state in the database
 * @param layers the blocks above it, by hash
 * @param heads the labels
 * @param closed whether the store is closed
 */
record StateTree(Base base, Map<Hash, Layer> layers, ChainHeads heads, boolean closed) {
  StateTree {
    layers = Map.copyOf(layers);
  }

  @Nullable Layer layer(Hash hash) {
    return layers.get(hash);
  }

  StateTree withHeads(ChainHeads next) {
    return new StateTree(base, layers, next, closed);
  }

  /** The base under a chain of layers: the block on whose state the lowest of them stands. */
  static BlockId anchorOf(Layer top) {
    Layer at = top;
    for (Layer below = at.parent(); below != null; below = at.parent()) {
      at = below;
    }
    return at.parentId();
  }

  void requireOpen() {
    if (closed) {
      throw new StoreException(StoreException.Reason.CLOSED, "the store is closed");
    }
  }
}
