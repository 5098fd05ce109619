package dev.kopi.tests.program;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.program.ProgramBuild;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.core.primitives.Hash;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Builds the program where its compilers may be fetched: in CI, and where all cases run. */
final class BuiltProgram {
  private BuiltProgram() {}

  /** Skips the running test, with a line that says so, where no compilers are to be fetched. */
  static void assumeCompilers() {
    if (!"true".equals(System.getenv("CI")) && !Vectors.all()) {
      String message = "the program is not built here: CI=true or -Dkopi.all=true builds it";
      System.out.println(message);
      Assumptions.abort(message);
    }
  }

  /** Builds the program out of a source tree. */
  static Map<ProgramFace, Hash> build(Path sources, Path output) throws IOException {
    return ProgramBuild.build(
        sources,
        UpgradeFiles.with(Vectors.path("op-upgrades.zip")),
        Vectors.root().resolve("target/program-tools"),
        output,
        step -> {});
  }
}
