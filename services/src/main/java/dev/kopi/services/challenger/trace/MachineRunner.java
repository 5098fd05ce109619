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
   * Runs from a state on. Proofs are written to {@code proofs}, states to {@code snapshots} of a
   * folder, and the last state of the program to {@code final.bin.gz}.
   *
   * @param input a file with a state
   * @param folder for all files of this execution
   */
  void run(Path input, Path folder, ExecutionInputs inputs, MachineRun run);

  /** What the contract checks of a state in a file. */
  MachineWitness witness(Path state);

  /** Every how many steps a proof is written in a run over the whole program; a power of two. */
  long proofStride();

  /**
   * What a run writes.
   *
   * @param proofStride a proof at each multiple of so many steps; 0 for none
   * @param snapshotAt the step at which the state is kept; {@link #EVERY} for the usual interval
   * @param stopAt the step at which it stops; {@link #END} to run to the end of the program, whose
   *     last state is then kept
   */
  record MachineRun(long proofStride, long snapshotAt, long stopAt) {
    /** States are kept at the usual interval. */
    static final long EVERY = -1;

    /** The run goes to the end. */
    static final long END = -1;

    boolean untilEnd() {
      return stopAt == END;
    }
  }

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
