package dev.kopi.apps.cli.program;

import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.program.ProgramBuildException;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.apps.program.ProgramRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kopi program release}. */
@Command(
    name = "release",
    description =
        "Builds the fault-proof program out of a commit and makes it the one that comes with Kopi:"
            + " the absolute prestates of new chains are then others.",
    mixinStandardHelpOptions = true)
public final class ProgramReleaseCommand implements Callable<Integer> {
  @Option(
      names = "--commit",
      paramLabel = "COMMIT",
      defaultValue = "HEAD",
      description = "The commit to build. Default: the newest one here.")
  private String commit = "HEAD";

  /** For picocli. */
  public ProgramReleaseCommand() {}

  @Override
  public Integer call() {
    Path home = Path.of(System.getProperty("kopi.home", "")).toAbsolutePath();
    try {
      String hash = ProgramRelease.commit(home, commit);
      Map<ProgramFace, byte[]> elfs =
          ProgramRelease.build(
              home,
              hash,
              home.resolve("target/program-tools"),
              home.resolve("target/program-release"),
              step -> System.err.println("program: " + step));
      ProgramRelease.write(home, hash, elfs);
      System.out.println("the release is that of commit " + hash);
    } catch (IOException | ProgramBuildException e) {
      throw new CommandFailed("there is no new release: " + e.getMessage(), e);
    }
    return 0;
  }
}
