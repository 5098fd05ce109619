package dev.kopi.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.derive.RecordedProofs;
import dev.kopi.apps.derive.Recording;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.ProgramLoader;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program inside the VM: two builds give the same bytes, and its verdicts are the JVM's. */
class ProgramTest {
  private static final long STEPS = 3_000_000_000L;

  @TempDir private Path folder;

  @Test
  void isBuiltToTheSameBytesInAnotherFolderAndDecidesAsTheJvm() throws IOException {
    BuiltProgram.assumeCompilers();
    Path copy = folder.resolve("elsewhere/sources");
    copy("core/src/main/java", copy);
    copy("program", copy);

    Map<ProgramFace, Hash> first = BuiltProgram.build(Vectors.root(), folder.resolve("first"));
    Map<ProgramFace, Hash> second = BuiltProgram.build(copy, folder.resolve("second/output"));

    assertThat(second).isEqualTo(first);
    for (ProgramFace face : ProgramFace.values()) {
      assertThat(folder.resolve("second/output").resolve(face.elfName()))
          .hasSameBinaryContentAs(folder.resolve("first").resolve(face.elfName()));
    }
    decidesAsTheJvm(folder.resolve("first"));
  }

  private static void copy(String name, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(Vectors.root().resolve(name))) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file) && !file.toString().contains("/target/")) {
          Path to = target.resolve(Vectors.root().relativize(file).toString());
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    }
  }

  private static void decidesAsTheJvm(Path program) throws IOException {
    try (Recording recording = new Recording(Vectors.path("op-chains/E1-l1reorg-granite.zip"))) {
      RecordedProofs proofs =
          new RecordedProofs(recording, UpgradeFiles.with(Vectors.path("op-upgrades.zip")));
      RecordedProofs.Progress end =
          proofs.progress().stream().filter(p -> p.safe().number() > 0).findFirst().orElseThrow();
      L2BlockRef safe = end.safe();
      Hash genesis = proofs.output(proofs.ancestor(safe.hash(), 0)).hash();
      Hash first = proofs.output(proofs.ancestor(safe.hash(), 1)).hash();
      for (ProgramFace face : ProgramFace.values()) {
        byte[] elf = Files.readAllBytes(program.resolve(face.elfName()));
        for (Hash claim : List.of(first, genesis)) {
          int expected =
              FaultProofProgram.run(
                          proofs.oracle(end.l1Head(), genesis, claim, 1), proofs.resources())
                      .isValid()
                  ? FaultProofProgram.VALID
                  : FaultProofProgram.INVALID;
          assertThat(expected)
              .isEqualTo(claim.equals(first) ? FaultProofProgram.VALID : FaultProofProgram.INVALID);
          Guest guest = new Guest(proofs.oracle(end.l1Head(), genesis, claim, 1));
          MachineState state = ProgramLoader.load(face.version(), elf);
          new Machine(state, guest).run(STEPS);
          assertThat(state.exited()).as(guest.output.toString()).isTrue();
          assertThat(state.exitCode()).as(guest.output.toString()).isEqualTo(expected);
          assertThat(guest.output.toString()).contains("output root " + first);
          System.out.println(
              "program, "
                  + face.bits()
                  + " bits: "
                  + state.step() / 1_000_000
                  + " million steps, "
                  + guest.preimages
                  + " pre-images");
        }
      }
    }
  }

  /** Serves pre-images and keeps what the program prints. */
  private static final class Guest implements Host {
    final StringBuilder output = new StringBuilder();
    int preimages;
    private final PreimageOracle oracle;

    Guest(PreimageOracle oracle) {
      this.oracle = oracle;
    }

    @Override
    public Bytes preimage(Hash key) {
      preimages++;
      return oracle.read(new PreimageKey(key));
    }

    @Override
    public void hint(Bytes hint) {
      oracle.hint(ProofHint.parse(new String(hint.unsafeArray(), StandardCharsets.US_ASCII)));
    }

    @Override
    public void write(int fd, Bytes data) {
      output.append(new String(data.unsafeArray(), StandardCharsets.US_ASCII));
    }
  }
}
