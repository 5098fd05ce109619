package dev.kopi.core.crypto;

import org.jspecify.annotations.Nullable;

/**
 * Computes costly precompiles elsewhere. The fault-proof program asks its pre-image oracle, whose
 * answer L1 verifies by running the same precompile.
 */
@FunctionalInterface
public interface PrecompileResults {
  /**
   * The output of a precompile.
   *
   * @param number the number that its address is
   * @param gas what the call costs under the rules of the block
   * @return null when the call fails
   */
  byte @Nullable [] run(int number, long gas, byte[] input, int offset, int length);
}
