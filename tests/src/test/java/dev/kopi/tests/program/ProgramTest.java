package dev.kopi.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.program.ConfigurationRegion;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program inside the VM: two builds give the same bytes, and its verdicts are the JVM's. */
class ProgramTest {
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
    FirstBlock block = new FirstBlock();
    for (ProgramFace face : ProgramFace.values()) {
      byte[] elf = Files.readAllBytes(program.resolve(face.elfName()));
      MachineState state = ProgramLoader.load(face.version(), elf);
      ConfigurationRegion.in(elf).write(state, block.configuration());
      block.decides(face, state, block.rightClaim(), FaultProofProgram.VALID);
      block.decides(
          face,
          ProgramLoader.load(face.version(), elf),
          block.customWrongClaim(),
          FaultProofProgram.INVALID);
    }
  }
}
