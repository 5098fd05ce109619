package dev.kopi.core.evm;

import dev.kopi.core.primitives.Hash;

/** The hashes of the blocks before the one that executes. */
@FunctionalInterface
public interface BlockHashes {
  /** The hash of an ancestor; the EVM asks only for the 256 newest. */
  Hash hash(long number);
}
