package dev.kopi.services.challenger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace of 2^17 states over a machine whose program ends after 100,000 steps. */
class MachineTraceTest implements MachineRunner {
  private static final int DEPTH = 17;
  private static final long LAST = 100_000;
  private static final long SNAPSHOTS = 20_000;
  private static final ExecutionInputs INPUTS =
      new ExecutionInputs(Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, 7);

  @TempDir private Path folder = Path.of("");

  private final List<String> runs = new ArrayList<>();
  private boolean crashes;
  private boolean writesNothing;

  private MachineTrace trace() {
    return new MachineTrace(this, Path.of("prestate.bin.gz"), folder.resolve("run"), INPUTS, DEPTH);
  }

  private static Position at(long index) {
    return Position.of((1L << DEPTH) + index);
  }

  private static Hash state(long steps) {
    return Hash.ofWords(3, 0, 0, steps);
  }

  @Override
  public long proofStride() {
    return 1 << 12;
  }

  @Override
  public void run(Path input, Path files, ExecutionInputs inputs, MachineRun run) {
    runs.add(
        input.getFileName()
            + " to "
            + (run.untilEnd() ? "the end" : run.stopAt())
            + (run.proofStride() == 0 ? "" : " each " + run.proofStride()));
    if (crashes) {
      throw new TraceException("the VM ended with status 2");
    }
    if (writesNothing) {
      return;
    }
    String name = input.getFileName().toString();
    long from = name.startsWith("prestate") ? 0 : Long.parseLong(name.split("\\.")[0]);
    long stop = run.untilEnd() ? LAST : Math.min(run.stopAt(), LAST);
    for (long step = from; step < stop; step++) {
      if (run.proofStride() != 0 && step % run.proofStride() == 0) {
        write(files.resolve("proofs/" + step + ".json.gz"), proof(step));
      }
      if (run.snapshotAt() == step
          || run.snapshotAt() == MachineRun.EVERY && step > from && step % SNAPSHOTS == 0) {
        write(files.resolve("snapshots/" + step + ".bin.gz"), "");
      }
    }
    if (run.untilEnd()) {
      write(files.resolve("final.bin.gz"), "");
    }
  }

  private static String proof(long step) {
    return "{\"step\":"
        + step
        + ",\"pre\":\""
        + state(step).toHex()
        + "\",\"post\":\""
        + state(step + 1).toHex()
        + "\",\"state-data\":\""
        + state(step).toHex()
        + "\",\"proof-data\":\"0xabcd\""
        + (step == 3 ? ",\"oracle-key\":\"0x0102\",\"oracle-value\":\"0x03\"" : "")
        + (step == 4
            ? ",\"oracle-key\":\"0x0202\",\"oracle-value\":\"0x03\",\"oracle-offset\":8"
            : "")
        + "}";
  }

  private static void write(Path file, String text) {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public MachineWitness witness(Path state) {
    return new MachineWitness(state(LAST), Bytes.fromHex("ffff"), LAST, true);
  }

  @Test
  void eachValueOfTheTraceIsTheStateAfterItsStep() {
    SplittableRandom random = new SplittableRandom(7);
    MachineTrace trace = trace();
    for (int i = 0; i < 40; i++) {
      int levels = random.nextInt(DEPTH + 1);
      Position position = Position.of((1L << levels) + random.nextLong(1L << levels));
      long index = position.traceIndex(DEPTH).lowLong();
      assertThat(trace.value(position))
          .as("index %s", index)
          .isEqualTo(state(Math.min(index + 1, LAST)));
    }
  }

  @Test
  void eachStepHasTheStateBeforeIt() {
    for (long index : new long[] {0, 1, 77, 4095, 4096, 50_000, LAST - 1}) {
      assertThat(trace().step(at(index)).preState()).isEqualTo(state(index).toBytes());
    }
    assertThat(trace().step(at(LAST))).isEqualTo(afterEnd());
    assertThat(trace().step(at(LAST + 5))).isEqualTo(afterEnd());
  }

  private static StepData afterEnd() {
    return new StepData(Bytes.fromHex("ffff"), Bytes.EMPTY, null);
  }

  @Test
  void aDisputeDownToAStepTakesAFewRuns() {
    MachineTrace trace = trace();
    long index = 65_432;
    for (int level = 0; level <= DEPTH; level++) {
      trace.value(Position.of((1L << level) + (index >> (DEPTH - level))));
    }
    trace.step(at(index));
    trace.step(at(index + 1));
    assertThat(runs).hasSizeLessThanOrEqualTo(5);
    assertThat(runs.getFirst()).isEqualTo("prestate.bin.gz to the end each 4096");
  }

  @Test
  void whatWasRunIsFoundAgainAfterARestart() {
    trace().value(at(4095));
    int before = runs.size();
    trace().value(at(4095));
    trace().value(at(LAST + 3));
    assertThat(runs).hasSize(before);
  }

  @Test
  void aStepKnowsThePreimageThatItReads() {
    assertThat(trace().step(at(2)).preimage()).isNull();
    assertThat(trace().step(at(3)).preimage())
        .isEqualTo(new StepData.PreimagePart(Bytes.fromHex("0102"), Bytes.fromHex("03"), 0));
    assertThat(trace().step(at(4)).preimage())
        .isEqualTo(new StepData.PreimagePart(Bytes.fromHex("0202"), Bytes.fromHex("03"), 8));
  }

  @Test
  void aProofThatWasWrittenInPartIsMadeAgain() throws IOException {
    trace().step(at(6));
    Files.write(folder.resolve("run/proofs/6.json.gz"), new byte[] {1, 2, 3});
    assertThat(trace().step(at(6)).preState()).isEqualTo(state(6).toBytes());
  }

  @Test
  void aSnapshotThatARunFailsOnIsNotTriedAgain() {
    MachineTrace trace = trace();
    trace.value(at(LAST));
    crashes = true;
    assertThatThrownBy(() -> trace.value(at(50_000)))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("status 2");
    String first = runs.getLast();
    crashes = false;
    assertThat(trace.value(at(50_000))).isEqualTo(state(50_001));
    assertThat(first).startsWith("40000.bin.gz");
    assertThat(runs).anyMatch(run -> run.startsWith("20000.bin.gz"));
  }

  @Test
  void aRunWithoutAResultIsAProblem() {
    writesNothing = true;
    assertThatThrownBy(() -> trace().value(at(6)))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("without the last state");
  }
}
