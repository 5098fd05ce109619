package dev.kopi.services.challenger.trace;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.nio.file.Path;

/**
 * Runs the fault-proof VM. Methods block for as long as it runs, and throw {@link
 * dev.kopi.core.dispute.solver.TraceException} when it fails.
 */
public interface MachineRunner {
  /**
   * Runs from a state up to a step, and writes the proof of that step to {@code proofs} and states
   * on the way to {@code snapshots} of a folder. When the program ends before, its last state is
   * {@code final.bin.gz} there.
   *
   * @param input a file with a state
   * @param folder for all files of this execution
   * @param untilEnd whether the end of the program is of interest; else the run stops at the step
   */
  void prove(Path input, Path folder, ExecutionInputs inputs, long step, boolean untilEnd);

  /** What the contract checks of a state in a file. */
  MachineWitness witness(Path state);

  /**
   * What the contract checks of a state.
   *
   * @param hash the claim about it
   * @param encoded what is hashed
   * @param step how many steps were made
   * @param exited whether the program has ended
   */
  record MachineWitness(Hash hash, Bytes encoded, long step, boolean exited) {}
}
