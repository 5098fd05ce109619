package dev.kopi.core.proof.preimage;

import dev.kopi.core.primitives.Bytes;

/**
 * Where a fault-proof program reads everything from. What is read has the key that it was asked
 * for: inside the VM L1 guarantees it, elsewhere the implementation checks it.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/index.html#pre-image-oracle">Pre-image
 *     oracle</a>
 */
public interface PreimageOracle {
  /**
   * The pre-image with a key.
   *
   * @throws PreimageUnavailableException when it cannot be had
   */
  Bytes read(PreimageKey key);

  /** Says what will be read next, in the words of op-program. Does nothing on L1. */
  void hint(ProofHint hint);
}
