package dev.kopi.apps.cli.program;

import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.UpgradesOption;
import dev.kopi.apps.program.ProgramBuild;
import dev.kopi.apps.program.ProgramBuildException;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi program build}. */
@Command(
    name = "build",
    description =
        "Builds the fault-proof program out of core's sources, for the 64-bit and the 32-bit machine,"
            + " with their absolute prestates. Maven brings the compilers: 160 MB, once.",
    mixinStandardHelpOptions = true,
    footer = {"", "The same sources and JDK give the same bytes in any folder."})
public final class ProgramBuildCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Receives executables and prestates. Default: target/program.")
  private @Nullable Path output;

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description = "The repository to build from. Default: this one.")
  private @Nullable Path source;

  @Mixin private UpgradesOption upgrades = new UpgradesOption();

  /** For picocli. */
  public ProgramBuildCommand() {}

  @Override
  public Integer call() {
    Path home = Path.of(System.getProperty("kopi.home", "")).toAbsolutePath();
    Path target = output == null ? home.resolve("target/program") : output;
    try {
      Map<ProgramFace, Hash> hashes =
          ProgramBuild.build(
              source == null ? home : source,
              upgrades.read(),
              home.resolve("target/program-tools"),
              target,
              step -> System.err.println("program: " + step));
      hashes.forEach((face, hash) ->
          System.out.println(target.resolve(face.elfName()) + ": absolute prestate " + hash));
    } catch (IOException | ProgramBuildException e) {
      throw new CommandFailed("the program could not be built: " + e.getMessage(), e);
    }
    return 0;
  }
}
