package dev.kopi.core.derivation.driver;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import org.jspecify.annotations.Nullable;

/** Builds blocks from derived attributes, in place of an engine. */
@FunctionalInterface
public interface DerivedBlockBuilder {
  /**
   * Builds the block and makes it the newest of the chain that derivation reads.
   *
   * @return null when the attributes make no valid block
   */
  @Nullable Block build(DerivedAttributes derived);
}
