package dev.kopi.services.challenger.trace;

import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.dispute.solver.TraceProvider;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.challenger.trace.MachineRunner.MachineRun;
import dev.kopi.services.challenger.trace.MachineRunner.MachineWitness;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The states of one execution of the fault-proof program. After the program has ended its last
 * state stays as it is. For one thread at a time.
 *
 * <p>The first run goes through the whole program, with a proof every so many steps. A value
 * between two of them takes a run over the part of the trace around it, with a proof every few
 * steps: so a dispute needs a run for every few levels only.
 */
final class MachineTrace implements TraceProvider {
  /** A run over a part has as many proofs to each side as this power of two. */
  private static final int LEVELS_OF_A_RUN = 7;

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
    long step = step(position.traceIndex(depth).toLongSaturated());
    if (step < 0) {
      return end().hash();
    }
    Hash known = knownValue(step);
    if (known == null) {
      runAround(step, Long.numberOfTrailingZeros(step + 1));
      known = knownValue(step);
    }
    return required(known, step);
  }

  @Override
  public StepData step(Position position) {
    long step = step(position.traceIndex(depth).toLongSaturated());
    if (step < 0) {
      return new StepData(end().encoded(), Bytes.EMPTY, null);
    }
    ProofFiles.Proof known = files.proof(step);
    if (known == null) {
      runAround(step, 0);
      known = files.proof(step);
    }
    return required(known, step).data();
  }

  /** The index of a step that the program makes; −1 when it has ended before. */
  private long step(long index) {
    return index >= end().step() ? -1 : index;
  }

  private static <T> T required(@Nullable T value, long step) {
    if (value == null) {
      throw new TraceException("the VM ended without a proof of step " + step);
    }
    return value;
  }

  private @Nullable Hash knownValue(long step) {
    if (step == end().step() - 1) {
      return end().hash();
    }
    ProofFiles.Proof own = files.proof(step);
    if (own != null) {
      return own.post();
    }
    ProofFiles.Proof next = files.proof(step + 1);
    return next == null ? null : next.pre();
  }

  /** The last state of the program; takes the run over the whole of it when it is not known. */
  private MachineWitness end() {
    MachineWitness known = end;
    if (known != null) {
      return known;
    }
    files.create();
    if (!Files.exists(files.finalState())) {
      runner.run(
          prestate,
          files.folder(),
          inputs,
          new MachineRun(runner.proofStride(), MachineRun.EVERY, MachineRun.END));
    }
    if (!Files.exists(files.finalState())) {
      throw new TraceException("the VM ended without the last state of the program");
    }
    MachineWitness last = runner.witness(files.finalState());
    if (!last.exited()) {
      ProofFiles.delete(files.finalState());
      throw new TraceException("the VM ended before the program, at step " + last.step());
    }
    end = last;
    return last;
  }

  /**
   * Runs over 2^level steps before and after a step.
   *
   * @param level at 0, a few more steps are run
   */
  private void runAround(long step, int level) {
    long half = 1L << Math.max(level, LEVELS_OF_A_RUN - 2);
    long stride = Math.max(1, half >> LEVELS_OF_A_RUN);
    long from = Math.max(0, step + 1 - half);
    long to = Math.min(step + 1 + half, end().step());
    Path start = stateAt(from);
    runner.run(start, files.folder(), inputs, new MachineRun(stride, MachineRun.EVERY, to));
  }

  /** A state exactly at a step: the run after it writes its proofs from there on. */
  private Path stateAt(long step) {
    if (step == 0) {
      return prestate;
    }
    Path snapshot = files.snapshotBefore(step);
    if (snapshot == null || !snapshot.equals(files.snapshot(step))) {
      try {
        runner.run(
            snapshot == null ? prestate : snapshot,
            files.folder(),
            inputs,
            new MachineRun(0, step, step + 1));
      } catch (TraceException e) {
        // It may have been written only in part.
        if (snapshot != null) {
          ProofFiles.delete(snapshot);
        }
        throw e;
      }
    }
    return files.snapshot(step);
  }
}
