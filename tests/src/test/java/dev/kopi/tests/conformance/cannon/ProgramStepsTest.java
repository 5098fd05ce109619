package dev.kopi.tests.conformance.cannon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.derive.RecordedProofs;
import dev.kopi.apps.derive.Recording;
import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.cannon.machine.ProgramLoader;
import dev.kopi.core.cannon.machine.StateVersion;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Kopi's own program, as {@code kopi program build} makes it, on the contract: {@code
 * -Dkopi.program32=ELF} names it.
 */
class ProgramStepsTest {
  private static final StepJudge.Sample SAMPLE = new StepJudge.Sample(4, 40, 2_000, 400_000_000);

  @Test
  void kopisProgramRunsAsTheContractSays() throws IOException {
    String elf = System.getProperty("kopi.program32", "");
    if (elf.isEmpty()) {
      String message = "Kopi's program is not judged: -Dkopi.program32=ELF names it";
      System.out.println(message);
      Assumptions.abort(message);
    }
    byte[] program = Files.readAllBytes(Path.of(elf));
    StepJudge judge = new StepJudge();
    try (Recording recording = new Recording(Vectors.path("op-chains/E1-l1reorg-granite.zip"))) {
      RecordedProofs proofs =
          new RecordedProofs(recording, UpgradeFiles.with(Vectors.path("op-upgrades.zip")));
      RecordedProofs.Progress end =
          proofs.progress().stream().filter(p -> p.safe().number() > 0).findFirst().orElseThrow();
      Hash genesis = proofs.output(proofs.ancestor(end.safe().hash(), 0)).hash();
      Hash first = proofs.output(proofs.ancestor(end.safe().hash(), 1)).hash();
      judge.run(
          "Kopi's program",
          () -> ProgramLoader.load(StateVersion.SINGLE_THREADED, program),
          host(proofs.oracle(end.l1Head(), genesis, first, 1)),
          new SplittableRandom(1),
          SAMPLE);
    }
    judge.report("Kopi's program");
    assertThat(judge.preimages()).isPositive();
    assertThat(judge.faults()).isEmpty();
  }

  private static Host host(PreimageOracle oracle) {
    return new Host() {
      @Override
      public Bytes preimage(Hash key) {
        return oracle.read(new PreimageKey(key));
      }

      @Override
      public void hint(Bytes hint) {
        oracle.hint(ProofHint.parse(new String(hint.unsafeArray(), StandardCharsets.US_ASCII)));
      }

      @Override
      public void write(int fd, Bytes data) {}
    };
  }
}
