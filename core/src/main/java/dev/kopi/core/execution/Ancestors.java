package dev.kopi.core.execution;

import dev.kopi.core.chain.Header;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The blocks before the one at hand. */
@FunctionalInterface
public interface Ancestors {
  /** The header with this hash, or null when it is not known. */
  @Nullable Header header(Hash hash);

  /** The uncles of a block whose header is known. Only asked for in the proof-of-work era. */
  default List<Header> uncles(Hash hash) {
    return List.of();
  }
}
