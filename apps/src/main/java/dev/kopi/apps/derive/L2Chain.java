package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.primitives.Hash;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The L2 blocks that were built so far; the ones built last are canonical. */
final class L2Chain implements L2Source {
  private final Map<Hash, Block> byHash = new HashMap<>();
  private final Map<Long, Block> byNumber = new HashMap<>();

  void add(Block block) {
    byHash.put(block.hash(), block);
    byNumber.put(block.number(), block);
  }

  @Override
  public @Nullable Block blockByNumber(long number) {
    return byNumber.get(number);
  }

  @Override
  public @Nullable Block blockByHash(Hash hash) {
    return byHash.get(hash);
  }
}
