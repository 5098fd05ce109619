package dev.kopi.tests.conformance.cannon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.program.ProgramFace;
import dev.kopi.apps.program.ReleasedProgram;
import dev.kopi.tests.program.FirstBlock;
import dev.kopi.tests.program.GuestHost;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Kopi's own program on the contract, with every input as it comes from L1. */
class ProgramStepsTest {
  private static final StepJudge.Sample SAMPLE =
      Vectors.all()
          ? new StepJudge.Sample(4, 40, 2_000, 400_000_000)
          : new StepJudge.Sample(20, 200, 10_000, 8_000_000);

  @Test
  void kopisProgramRunsAsTheContractSays() throws IOException {
    ReleasedProgram program = ReleasedProgram.bundled();
    FirstBlock block = new FirstBlock();
    StepJudge judge = new StepJudge();
    judge.run(
        "Kopi's program",
        () -> program.state(ProgramFace.NARROW, block.configuration()),
        new GuestHost(block.rightClaim()),
        new SplittableRandom(1),
        SAMPLE);
    judge.report("Kopi's program");
    assertThat(judge.preimages()).isPositive();
    assertThat(judge.faults()).isEmpty();
  }
}
