package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import org.jspecify.annotations.Nullable;

/** Builds blocks from derived attributes, in place of an engine. */
interface DerivedBlockBuilder {
  /** The block, or null when the attributes make no valid block. */
  @Nullable Block build(DerivedAttributes derived);
}
