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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace of 2^4 states over a machine whose program ends after ten steps. */
class MachineTraceTest implements MachineRunner {
  private static final int DEPTH = 4;
  private static final long LAST = 10;
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
    return Position.of((1 << DEPTH) + index);
  }

  private static Hash state(long steps) {
    return Hash.ofWords(3, 0, 0, steps);
  }

  @Override
  public void prove(Path input, Path files, ExecutionInputs inputs, long step, boolean untilEnd) {
    runs.add(input.getFileName() + " to " + step + (untilEnd ? " and on" : ""));
    if (crashes) {
      throw new TraceException("the VM ended with status 2");
    }
    if (writesNothing) {
      return;
    }
    if (step < LAST) {
      write(
          files.resolve("proofs/" + step + ".json.gz"),
          "{\"step\":"
              + step
              + ",\"pre\":\""
              + state(step).toHex()
              + "\",\"post\":\""
              + state(step + 1).toHex()
              + "\",\"state-data\":\"0x0"
              + step
              + "\",\"proof-data\":\"0xabcd\""
              + (step == 3 ? ",\"oracle-key\":\"0x0102\",\"oracle-value\":\"0x03\"" : "")
              + (step == 4
                  ? ",\"oracle-key\":\"0x0202\",\"oracle-value\":\"0x03\",\"oracle-offset\":8"
                  : "")
              + "}");
    }
    for (long at = 4; at <= Math.min(step, LAST); at += 4) {
      write(files.resolve("snapshots/" + at + ".bin.gz"), "");
    }
    if (untilEnd) {
      write(files.resolve("final.bin.gz"), "");
    }
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
  void aClaimIsTheStateAfterItsStep() {
    assertThat(trace().value(at(2))).isEqualTo(state(3));
  }

  @Test
  void theLastStateStaysAfterTheEnd() {
    MachineTrace trace = trace();
    assertThat(trace.value(at(15))).isEqualTo(state(LAST));
    assertThat(trace.value(at(9))).isEqualTo(state(LAST));
    assertThat(trace.step(at(12)))
        .isEqualTo(new StepData(Bytes.fromHex("ffff"), Bytes.EMPTY, null));
    assertThat(runs).containsExactly("prestate.bin.gz to 15 and on", "8.bin.gz to 9");
  }

  @Test
  void positionsAboveTheLeavesCommitToTheRightmostState() {
    assertThat(trace().value(Position.ROOT)).isEqualTo(state(LAST));
    assertThat(trace().value(Position.of(4))).isEqualTo(state(4));
  }

  @Test
  void runsBeginAtTheNewestStateBeforeTheStep() {
    MachineTrace trace = trace();
    trace.value(at(9));
    trace.value(at(6));
    trace.value(at(2));
    assertThat(runs)
        .containsExactly("prestate.bin.gz to 9 and on", "4.bin.gz to 6", "prestate.bin.gz to 2");
  }

  @Test
  void whatWasRunIsFoundAgainAfterARestart() {
    trace().value(at(6));
    trace().value(at(6));
    trace().value(at(14));
    assertThat(runs).hasSize(1);
  }

  @Test
  void aStepKnowsThePreimageThatItReads() {
    assertThat(trace().step(at(2)).preimage()).isNull();
    assertThat(trace().step(at(3)).preimage())
        .isEqualTo(new StepData.PreimagePart(Bytes.fromHex("0102"), Bytes.fromHex("03"), 0));
    StepData step = trace().step(at(4));
    assertThat(step.preState()).isEqualTo(Bytes.fromHex("04"));
    assertThat(step.proof()).isEqualTo(Bytes.fromHex("abcd"));
    assertThat(step.preimage())
        .isEqualTo(new StepData.PreimagePart(Bytes.fromHex("0202"), Bytes.fromHex("03"), 8));
  }

  @Test
  void aProofThatWasWrittenInPartIsMadeAgain() throws IOException {
    trace().value(at(6));
    Files.write(folder.resolve("run/proofs/6.json.gz"), new byte[] {1, 2, 3});
    assertThat(trace().value(at(6))).isEqualTo(state(7));
    assertThat(runs).hasSize(2);
  }

  @Test
  void aSnapshotThatARunFailsOnIsNotTriedAgain() {
    MachineTrace trace = trace();
    trace.value(at(9));
    crashes = true;
    assertThatThrownBy(() -> trace.value(at(6)))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("status 2");
    crashes = false;
    assertThat(trace.value(at(6))).isEqualTo(state(7));
    assertThat(runs.getLast()).isEqualTo("prestate.bin.gz to 6");
  }

  @Test
  void aRunWithoutAResultIsAProblem() {
    writesNothing = true;
    assertThatThrownBy(() -> trace().value(at(6)))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("neither with a proof of step 6");
  }
}
