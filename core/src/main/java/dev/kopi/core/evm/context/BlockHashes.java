package dev.kopi.core.evm.context;

import dev.kopi.core.primitives.Hash;

/** The hashes of the ancestors of the executing block. */
@FunctionalInterface
public interface BlockHashes {
  /** The hash of an ancestor; the EVM only requests the 256 newest. */
  Hash hash(long number);
}
