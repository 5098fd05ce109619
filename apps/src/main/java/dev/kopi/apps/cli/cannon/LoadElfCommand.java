package dev.kopi.apps.cli.cannon;

import dev.kopi.adapters.cannon.SymbolTable;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kopi cannon load-elf}: the state before a program's first step. */
@Command(
    name = "load-elf",
    description = "Writes the state before the first step of a program.",
    mixinStandardHelpOptions = true)
final class LoadElfCommand implements Callable<Integer> {
  private static final long MAX_ELF_BYTES = 1L << 30;

  @Option(
      names = "--type",
      required = true,
      paramLabel = "TYPE",
      description = {
        "The machine: singlethreaded, singlethreaded-2 (32 bits),",
        "multithreaded64-3, multithreaded64-4 or multithreaded64-5."
      })
  private String type = "";

  @Option(
      names = "--path",
      required = true,
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description = "The program: a big-endian MIPS ELF file.")
  private Path path = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = {
        "Where to write the state: .bin, .bin.gz, or .json of singlethreaded; - for standard",
        "output, nothing if empty. Default: state.bin.gz."
      })
  private String out = "state.bin.gz";

  @Option(
      names = "--meta",
      paramLabel = "FILE",
      description = "Where to write the symbols; nothing if empty. Default: meta.json.")
  private String meta = "meta.json";

  @Override
  public Integer call() throws IOException {
    if (Files.size(path) > MAX_ELF_BYTES) {
      throw new CommandFailed(path + " is larger than " + MAX_ELF_BYTES + " bytes");
    }
    byte[] elf = Files.readAllBytes(path);
    try {
      MachineState state = ProgramLoader.load(version(), elf);
      CannonFiles.writeJson(meta, SymbolTable.encode(ProgramLoader.symbols(elf)));
      CannonFiles.writeState(out, state);
      return 0;
    } catch (DecodeException e) {
      throw new CommandFailed(path + ": " + e.getMessage(), e);
    }
  }

  private StateVersion version() {
    for (StateVersion version : StateVersion.values()) {
      if (version.label().equals(type)) {
        return StateVersion.of(version.number());
      }
    }
    throw new WrongUsage(
        "--type "
            + type
            + " is unknown; it must be one of "
            + Arrays.stream(StateVersion.values())
                .filter(StateVersion::isSupported)
                .map(StateVersion::label)
                .collect(Collectors.joining(", ")));
  }
}
