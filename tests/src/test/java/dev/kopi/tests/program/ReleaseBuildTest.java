package dev.kopi.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.program.ProgramBuildException;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.apps.program.ProgramRelease;
import dev.kopi.apps.program.ReleasedProgram;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The released program is what the build makes of the release's commit. */
class ReleaseBuildTest {
  @TempDir private Path folder;

  @Test
  void isBuiltToTheSameBytesAgain() throws IOException {
    ReleasedProgram program = ReleasedProgram.bundled();
    assumeHistory(program.commit());
    BuiltProgram.assumeCompilers();
    Map<ProgramFace, byte[]> elfs =
        ProgramRelease.build(
            Vectors.root(),
            program.commit(),
            Vectors.root().resolve("target/program-tools"),
            folder.resolve("release"),
            step -> {});
    for (ProgramFace face : ProgramFace.values()) {
      assertThat(elfs.get(face))
          .as("%s, built from %s with JDK %s", face.elfName(), program.commit(), program.jdk())
          .isEqualTo(program.elf(face));
    }
  }

  /** Skips the test where git does not have the commit; where all tests must run, it fails. */
  private static void assumeHistory(String commit) throws IOException {
    try {
      assertThat(ProgramRelease.commit(Vectors.root(), commit)).isEqualTo(commit);
    } catch (ProgramBuildException e) {
      String message =
          "the release is not built again: git does not have its commit " + commit + " here";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(message + "; fetch the whole history", e);
      }
      System.out.println(message);
      Assumptions.abort(message);
    }
  }
}
