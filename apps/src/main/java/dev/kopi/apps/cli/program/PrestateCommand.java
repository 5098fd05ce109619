package dev.kopi.apps.cli.program;

import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.apps.program.ReleasedProgram;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.EmbeddedConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kopi program prestate}. */
@Command(
    name = "prestate",
    description = {
      "Writes the absolute prestates of a chain: the released program with the chain's configuration",
      "in its memory, for the 64-bit and the 32-bit machine. Each file has its hash for a name."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  kopi program prestate --rollup.config rollup.json --l1.chainconfig l1-genesis.json \\",
      "    --l2.genesis genesis.json --output prestates"
    })
public final class PrestateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private ChainOptions chain = new ChainOptions();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Receives the prestates; without it only their hashes are shown.")
  private @Nullable Path output;

  /** For picocli. */
  public PrestateCommand() {}

  @Override
  public Integer call() {
    chain.requireL2Genesis();
    EmbeddedConfiguration configuration = chain.embedded(chain.rollup());
    ReleasedProgram program = ReleasedProgram.bundled();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path folder = output;
    try {
      for (ProgramFace face : ProgramFace.values()) {
        out.println(face.bits() + " bits: " + program.prestate(face, configuration));
        if (folder != null) {
          out.println("  " + program.writePrestate(face, configuration, folder));
        }
      }
    } catch (IOException | DecodeException e) {
      throw new CommandFailed("the prestates cannot be written: " + e.getMessage(), e);
    }
    out.flush();
    return 0;
  }
}
