package dev.kopi.core.dispute.model;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** The contract that executes one step of the disputed program. */
public interface StepMachine {
  /**
   * Executes a step.
   *
   * @param state the encoded state before it
   * @param proof what of the memory the step needs
   * @param context the hash of the outputs that local data belong to
   * @param local the local data that the game put into the oracle
   * @return the commitment to the state after it, with its status in the first byte; null when the
   *     contract reverts
   */
  @Nullable Hash step(Bytes state, Bytes proof, Hash context, LocalData local);
}
