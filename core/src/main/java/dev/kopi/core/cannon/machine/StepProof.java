package dev.kopi.core.cannon.machine;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/**
 * What the contract needs to execute one step.
 *
 * @param step the number of steps before it
 * @param preState the hash of the state before
 * @param postState the hash of the state after
 * @param stateData the witness of the state before
 * @param proofData of the 64-bit machine the thread and the root of those below it, then proofs of
 *     the instruction and of the words that the step touches; parts that it does not touch are zero
 * @param preimage the pre-image that the step reads, or null
 */
public record StepProof(
    long step,
    Hash preState,
    Hash postState,
    Bytes stateData,
    Bytes proofData,
    @Nullable Preimage preimage) {
  /**
   * A pre-image that a step reads.
   *
   * @param value with its length in 8 bytes before it
   * @param offset where the step reads, from the length on
   */
  public record Preimage(Hash key, Bytes value, long offset) {}
}
