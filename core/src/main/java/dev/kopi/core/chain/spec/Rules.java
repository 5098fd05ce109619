package dev.kopi.core.chain.spec;

import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * What holds in one block, resolved once from the {@link ChainSpec}.
 *
 * @param chainId the chain's id, as the CHAINID operation answers it
 * @param fork the rule set of Ethereum
 * @param opFork the rule set of the OP Stack, or null on a chain that is not one
 * @param blobs the blob parameters in force; null before Cancun
 */
public record Rules(
    UInt256 chainId, Fork fork, @Nullable OpFork opFork, @Nullable BlobParams blobs) {

  /** Whether the Ethereum rules of {@code other} hold. */
  public boolean has(Fork other) {
    return fork.atLeast(other);
  }

  /** Whether this is an OP Stack block at {@code other} or later. */
  public boolean has(OpFork other) {
    return opFork != null && opFork.atLeast(other);
  }

  /** Whether this is a block of an OP Stack chain. */
  public boolean isOptimism() {
    return opFork != null;
  }
}
