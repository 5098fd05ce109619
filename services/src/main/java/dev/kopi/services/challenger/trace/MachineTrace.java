package dev.kopi.services.challenger.trace;

import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.dispute.solver.TraceProvider;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.challenger.trace.MachineRunner.MachineWitness;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The states of one execution of the fault-proof program. After the program has ended its last
 * state stays as it is. For one thread at a time.
 */
final class MachineTrace implements TraceProvider {
  private final MachineRunner runner;
  private final Path prestate;
  private final ProofFiles files;
  private final ExecutionInputs inputs;
  private final int depth;
  private @Nullable MachineWitness end;

  /**
   * A trace; nothing runs before it is asked.
   *
   * @param prestate a file with the state before the first step
   * @param folder for what runs write
   * @param depth the trace has 2^depth states
   */
  MachineTrace(
      MachineRunner runner, Path prestate, Path folder, ExecutionInputs inputs, int depth) {
    this.runner = runner;
    this.prestate = prestate;
    this.files = new ProofFiles(folder);
    this.inputs = inputs;
    this.depth = depth;
  }

  @Override
  public Hash value(Position position) {
    return proof(position).post();
  }

  @Override
  public StepData step(Position position) {
    return proof(position).data();
  }

  private ProofFiles.Proof proof(Position position) {
    UInt256 index = position.traceIndex(depth);
    long step = index.toLongSaturated();
    MachineWitness last = end();
    if (last != null && Long.compareUnsigned(step, last.step()) >= 0) {
      return new ProofFiles.Proof(last.hash(), ProofFiles.afterEnd(last.encoded()));
    }
    ProofFiles.Proof known = files.proof(step);
    return known == null ? run(step) : known;
  }

  private @Nullable MachineWitness end() {
    if (end == null && Files.exists(files.finalState())) {
      MachineWitness last = runner.witness(files.finalState());
      if (last.exited()) {
        end = last;
      } else {
        ProofFiles.delete(files.finalState());
      }
    }
    return end;
  }

  private ProofFiles.Proof run(long step) {
    files.create();
    Path snapshot = files.snapshotBefore(step);
    try {
      runner.prove(
          snapshot == null ? prestate : snapshot, files.folder(), inputs, step, end == null);
    } catch (TraceException e) {
      // It may have been written only in part.
      if (snapshot != null) {
        ProofFiles.delete(snapshot);
      }
      throw e;
    }
    ProofFiles.Proof proof = files.proof(step);
    MachineWitness last = end();
    if (proof != null) {
      return proof;
    }
    if (last == null) {
      throw new TraceException(
          "the VM ended, but neither with a proof of step " + step + " nor with its last state");
    }
    return new ProofFiles.Proof(last.hash(), ProofFiles.afterEnd(last.encoded()));
  }
}
