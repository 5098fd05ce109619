package dev.kopi.adapters.p2p.payload;

import dev.kopi.core.rollup.UnsafePayloads;
import org.jspecify.annotations.Nullable;

/** The blocks that a node serves. */
@FunctionalInterface
public interface PayloadSource {
  /**
   * The canonical block of a number, or null when the node does not hold it.
   *
   * @throws RuntimeException when it cannot be read
   */
  UnsafePayloads.@Nullable Entry payload(long number);
}
