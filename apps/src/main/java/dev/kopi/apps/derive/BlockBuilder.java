package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import org.jspecify.annotations.Nullable;

/** Makes blocks of attributes, in the place of an engine. */
interface BlockBuilder {
  /** The block, or null when no valid block comes of the attributes. */
  @Nullable Block build(DerivedAttributes derived);
}
