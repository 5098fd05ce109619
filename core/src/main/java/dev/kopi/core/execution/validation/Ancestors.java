package dev.kopi.core.execution.validation;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ancestors of a block. */
@FunctionalInterface
public interface Ancestors {
  /** The header with this hash, or null when it is not known. */
  @Nullable Header header(Hash hash);

  /** The uncles of a block whose header is known. Only needed for proof-of-work blocks. */
  default List<Header> uncles(Hash hash) {
    return List.of();
  }
}
