package dev.kopi.core.derivation.source;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * L2 as derivation reads it: the engine's chain. Every method throws {@link TemporaryException}
 * when the engine cannot be asked.
 */
public interface L2Source {
  /** The canonical block at a height, or null when the chain is not that long. */
  @Nullable Block blockByNumber(long number);

  /** The block with a hash, or null when the engine does not have it. */
  @Nullable Block blockByHash(Hash hash);
}
