package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from one head to another.
 *
 * @param removed the blocks that only the old chain has, the oldest first
 * @param added the blocks that only the new chain has, the oldest first
 */
record ChainPath(List<Hash> removed, List<Hash> added) {
  /** The longest path, as in go-ethereum. */
  private static final int MAX_BLOCKS = 64;

  ChainPath {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /** The path between two blocks, or null when it is long or not in the store. */
  static @Nullable ChainPath between(ChainStore store, PoolHead from, PoolHead to) {
    List<Hash> removed = new ArrayList<>();
    List<Hash> added = new ArrayList<>();
    Header oldHeader = from.header();
    Hash old = from.hash();
    Header newHeader = to.header();
    Hash fresh = to.hash();
    while (!old.equals(fresh)) {
      if (removed.size() > MAX_BLOCKS || added.size() > MAX_BLOCKS) {
        return null;
      }
      long oldNumber = oldHeader.number();
      if (oldNumber >= newHeader.number()) {
        removed.addFirst(old);
        old = oldHeader.parentHash();
        oldHeader = store.header(old);
      }
      if (newHeader.number() >= oldNumber) {
        added.addFirst(fresh);
        fresh = newHeader.parentHash();
        newHeader = store.header(fresh);
      }
      if (oldHeader == null || newHeader == null) {
        return null;
      }
    }
    return new ChainPath(removed, added);
  }
}
