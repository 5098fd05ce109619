package dev.kopi.core.dispute.solver;

import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to execute a step.
 *
 * @param preState the encoded state before it
 * @param proof what the machine needs besides
 * @param preimage the part of a pre-image that the step reads; null when it reads none
 */
public record StepData(Bytes preState, Bytes proof, @Nullable PreimagePart preimage) {
  /**
   * A part of a pre-image, to be loaded into the oracle before the step.
   *
   * @param key its type in the first byte
   * @param value the pre-image; for a local one behind its length of 8 bytes
   * @param offset where the part starts, counted from the length
   */
  public record PreimagePart(Bytes key, Bytes value, long offset) {
    private static final byte LOCAL = 1;

    /** Whether the game itself gives the pre-image to the oracle. */
    public boolean isLocal() {
      return !key.isEmpty() && key.get(0) == LOCAL;
    }
  }
}
